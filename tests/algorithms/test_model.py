"""Promises of the ready-made model: the single algorithms chained give the whole workflow."""

import pytest
from layers import column
from qgis.core import QgsApplication

MODEL = "Separate geochemical anomalies (model)"
MEMORY = "TEMPORARY_OUTPUT"
SETTINGS = {"ROWS": 5, "COLS": 5, "CLUSTERS": 4, "TRANSFORM": "log10", "SEED": 7}


def test_the_model_stands_under_the_provider_and_can_run(provider):
    model = QgsApplication.processingRegistry().createAlgorithmById(f"geochemsom:{MODEL}")
    assert model is not None
    assert model.canExecute() == (True, "")
    assert len(model.childAlgorithms()) == 7
    assert {d.name() for d in model.destinationParameterDefinitions()} >= {
        "combine:COMBINATION",
        "rank_desom:DESOM",
    }


def test_the_model_gives_the_same_result_as_the_algorithm(run, survey):
    pytest.importorskip("torch", reason="the model trains DE-SOM, which needs torch")
    inputs = {
        "SAMPLES": survey.samples,
        "FIELDS": survey.elements,
        "OCCURRENCES": survey.occurrences,
        "SAMPLE_ID": "name",
        **SETTINGS,
    }
    outputs = {
        "combine:COMBINATION": "OUTPUT",
        "rank_som:SOM": "OUTPUT_SOM",
        "rank_batchsom:BATCHSOM": "OUTPUT_BATCHSOM",
        "rank_desom:DESOM": "OUTPUT_DESOM",
        "combine:GROUND": "GROUND",
        "combine:TABLE": "TABLE",
    }
    model = run(MODEL, **inputs, **dict.fromkeys(outputs, MEMORY))
    assert model.ok, model.log.text
    whole = run("separateanomalies", **inputs, **dict.fromkeys(outputs.values(), MEMORY))
    assert whole.ok, whole.log.text
    for child, name in outputs.items():
        one, other = model.layer(child), whole.layer(name)
        if name == "TABLE":  # the workflow's table holds all models, the model's the combination
            rows = [m == "maximin" for m in column(other, "method")]
            areas = [a for a, keep in zip(column(other, "area_pct"), rows) if keep]
            assert column(one, "area_pct") == areas
            continue
        names = [f.name() for f in other.fields()]
        assert set(names) <= {f.name() for f in one.fields()}
        for field in names:
            assert column(one, field) == column(other, field), (name, field)


def test_every_step_of_the_model_has_all_that_it_needs(provider):
    model = QgsApplication.processingRegistry().createAlgorithmById(f"geochemsom:{MODEL}")
    assert model.validate() == (True, [])


def test_every_step_knows_all_parameters_it_is_given(provider):
    model = QgsApplication.processingRegistry().createAlgorithmById(f"geochemsom:{MODEL}")
    for child in model.childAlgorithms().values():
        known = {d.name() for d in child.algorithm().parameterDefinitions()}
        assert set(child.parameterSources()) <= known


def chain(steps):
    """A model of children: {id: (algorithm, {parameter: value or (child, its output)})}."""
    from qgis.core import (
        QgsProcessingModelAlgorithm,
        QgsProcessingModelChildAlgorithm,
        QgsProcessingModelOutput,
    )
    from qgis.core import QgsProcessingModelChildParameterSource as Source

    model = QgsProcessingModelAlgorithm("chain", "tests", "tests")
    for child_id, (name, values) in steps.items():
        child = QgsProcessingModelChildAlgorithm(f"geochemsom:{name}")
        child.setChildId(child_id)
        for definition in child.algorithm().parameterDefinitions():
            given = values.get(definition.name(), definition.defaultValue())
            if isinstance(given, tuple):
                child.addParameterSources(definition.name(), [Source.fromChildOutput(*given)])
            elif given is not None:
                child.addParameterSources(definition.name(), [Source.fromStaticValue(given)])
        output = QgsProcessingModelOutput("OUTPUT", child_id)
        output.setChildId(child_id)
        output.setChildOutputName("OUTPUT")
        child.setModelOutputs({"OUTPUT": output})
        model.addChildAlgorithm(child)
    model.updateDestinationParameters()
    assert model.validate() == (True, [])
    return model


def test_a_recommended_setting_trains_the_next_map_and_an_ensemble_is_ranked_in_a_model(
    survey, provider
):
    from qgis.core import (
        QgsProcessingContext,
        QgsProcessingFeedback,
        QgsProcessingUtils,
        QgsProject,
    )

    project = QgsProject.instance()
    project.addMapLayers([survey.samples, survey.occurrences], False)
    samples = {"SAMPLES": survey.samples.id(), "FIELDS": survey.elements}
    sites = {"OCCURRENCES": survey.occurrences.id()}
    best = {name: ("pick", f"BEST_{name}") for name in ("ROWS", "COLS", "CLUSTERS")}
    model = chain(
        {
            "pick": ("selectmap", {**samples, "SIZES": "4x4;6x5", "RESAMPLES": 3, "EPOCHS": 4}),
            "train": ("batchsom", {**samples, **best}),
            "sure": ("ensemble", {**samples, **sites, **best, "MEMBERS": 3, "EPOCHS": 4}),
            "rank": (
                "predictionarea",
                {"INPUT": ("sure", "OUTPUT"), "SCORE_FIELD": "weight_m", **sites},
            ),
        }
    )
    context = QgsProcessingContext()
    context.setProject(project)
    # QGIS calls them child:OUTPUT up to some version, later by their description.
    outputs = [definition.name() for definition in model.destinationParameterDefinitions()]
    try:
        results, ok = model.run(dict.fromkeys(outputs, MEMORY), context, QgsProcessingFeedback())
        assert ok
        read = {
            name.split(":")[0]: QgsProcessingUtils.mapLayerFromString(results[name], context)
            for name in outputs
        }
        chosen = next(f for f in read["pick"].getFeatures() if f["recommend"] == "yes")
        assert max(column(read["train"], "bmu_row")) == chosen["rows"] - 1
        assert max(column(read["train"], "bmu_col")) == chosen["cols"] - 1
        assert len(set(column(read["train"], "cluster"))) == chosen["clusters"]
        mean_weight = column(read["sure"], "weight_m")
        assert column(read["rank"], "weight_m") == mean_weight
        assert read["rank"].featureCount() == 144
    finally:
        for layer in (survey.samples, survey.occurrences):
            project.takeMapLayer(layer)
