"""What follows from the tables, said in sentences that are made from their figures."""

from __future__ import annotations

import pandas as pd
from contenders import (
    AUTO,
    BY_UNITS,
    COMBINED,
    MAP,
    MAPS,
    PLAIN,
    SIX,
)
from studies import SYSTEMS, WEAK

SIGNIFICANT = 0.05
# A difference counts beyond so many of its standard errors.
ERRORS = 2.0
BATCH = "Batch SOM"
ENOUGH = 40
MEAN_RANK = "mean rank for maximin"
# Of each model; differences are told by the second.
FIGURES = ["crossing", "AUC", "tenth"]


def plain_words(results: dict) -> str:
    """The page's first paragraphs: what was tested, what holds, what does not."""
    return "\n".join(
        f"- {sentence}"
        for sentence in (
            *_fairness(results),
            *_powers(results),
            *(_survey(result, results["default"]) for result in results["examined"]),
            *_draws(results),
            *_defaults(results),
            _drawn(results),
        )
    )


def _fairness(results: dict) -> list[str]:
    broken = [promise for promise in results["promises"] if not promise.kept]
    table = pd.concat([null["rates"] for null in results["nulls"]], ignore_index=True)
    nulls = table[table["patterns"] != "linked"].reset_index(drop=True)
    worst = nulls.loc[(nulls["mean_crossing"] - 50).abs().idxmax()]
    size = int(nulls["n_patterns"].max())
    said = [
        f"**{'The evaluation breaks a promise' if broken else 'The evaluation is fair'}.** Of maps and "
        f"occurrences without any link, mean held-out crossings come out between "
        f"{nulls['mean_crossing'].min():.1f} and {nulls['mean_crossing'].max():.1f} (50 is the truth), "
        f"the farthest for {worst['patterns']} patterns of {worst['n_occ']} occurrences on "
        f"{worst['ranked_by']}. Where the p-value says 5 %, {nulls['rejected_pct'].mean():.1f} % are "
        f"called significant, {nulls['rejected_pct'].min():.1f} to {nulls['rejected_pct'].max():.1f} % "
        f"of {size} patterns a kind (the luck of so many draws alone makes it 5 ± "
        f"{100 * (0.05 * 0.95 / size) ** 0.5:.1f})."
    ]
    said += [f"Broken: {p.text}; {p.worst:.1f} at {p.where}." for p in broken]
    random = results["schemes"]
    random = random[random["patterns"] == "random"]
    said.append(
        "**A fit is not a prediction.** Without any link, the fit of a map crosses at "
        f"{random['fit'].min():.0f} to {random['fit'].max():.0f}, the higher the more units and the "
        "fewer occurrences."
    )
    return said


def _powers(results: dict) -> list[str]:
    table = results["power"]
    planted = table[table["patterns"] == SYSTEMS]
    texts = []
    for name, own in planted.groupby("ranked_by", sort=False):
        rates = ", ".join(f"{row.rejected_pct:.0f} % with {row.n_occ}" for row in own.itertuples())
        texts.append(f"{name}: {rates}")
    return [
        "**What is there is found, given occurrences enough.** Sites like those of the sample survey's "
        f"planted systems are called significant in so many of {int(planted['n_patterns'].max())} "
        f"trials: {'; '.join(texts)} occurrences."
    ]


def best_of(models: pd.DataFrame, kind: str) -> pd.Series:
    own = models[models["kind"] == kind]
    return own.loc[own["AUC"].idxmax()]


def _said(row: pd.Series) -> str:
    return f"{row['model']} ({row['crossing']:.0f}, p = {row['p']:.3f})"


def _survey(result: dict, default: str) -> str:
    models = result["models"]
    used = models.set_index("model").loc[default]
    plain = models[models["kind"] == PLAIN]
    above = plain[plain["AUC"] > used["AUC"]]
    maps = models[models["kind"] == MAP]
    text = (
        f"**{result['ground']}** ({result['occurrences']} occurrences). The default, {default}, crosses "
        f"at {used['crossing']:.0f} held out (range {used['low']:.0f}-{used['high']:.0f}, p = "
        f"{used['p']:.3f}; its fit {used['fit']:.0f}, worth {used['fit without signal']:.0f} without "
        f"signal); the tenth of the ground that it ranks highest holds {used['tenth']:.0f} % of the "
        f"occurrences held out. By AUC the best map is {_said(best_of(models, MAP))}, the best "
        f"combination {_said(best_of(models, COMBINED))}, the best baseline "
        f"{_said(best_of(models, PLAIN))}; {len(above)} of {len(plain)} baselines are above the "
        f"default, and {int((plain['AUC'] > maps['AUC'].max()).sum())} above every map. "
        f"{int((maps['p'] <= SIGNIFICANT).sum())} of {len(maps)} maps and "
        f"{int((plain['p'] <= SIGNIFICANT).sum())} of {len(plain)} baselines have p <= .05."
    )
    if result["occurrences"] < ENOUGH:
        text += " So few occurrences can show little either way."
    return text


def _draws(results: dict) -> list[str]:
    table, default = results["draws"], results["default"]
    wide = table.pivot(index="draw", columns="model", values="crossing")
    kinds = table.drop_duplicates("model").set_index("model")["kind"]
    gaps = wide.sub(wide[default], axis=0).drop(columns=default)
    mean, error = gaps.mean(), gaps.sem()
    better = mean[mean > ERRORS * error].sort_values(ascending=False)
    worse = mean[mean < -ERRORS * error]
    said = []
    for kind in (PLAIN, MAP, COMBINED):
        own = [name for name in better.index if kinds[name] == kind]
        listed = ", ".join(f"{name} {minus(better[name], 1)}" for name in own) or "none"
        said.append(f"{len(own)} of {sum(kinds == kind)} {kind}s ({listed})")
    means = {
        kind: wide[kinds[kinds == kind].index].to_numpy().mean() for kind in (MAP, COMBINED, PLAIN)
    }
    return [
        f"**{len(wide)} other draws of the sample survey**, where differences can be told from noise. "
        f"The default crosses at {wide[default].mean():.1f}. Better by more than {ERRORS:g} standard "
        f"errors are {'; '.join(said)}; worse are {len(worse)}. On average a single map crosses at "
        f"{means[MAP]:.1f}, a combination at {means[COMBINED]:.1f}, a baseline at {means[PLAIN]:.1f}.",
        _baselines(results),
    ]


def _baselines(results: dict) -> str:
    """Openly: on how much the plain baselines beat every map and every combination."""
    drawn = results["draws"].groupby(["model", "kind"])["AUC"].mean().reset_index()
    cases = {result["ground"]: result["models"] for result in results["examined"]}
    cases["the draws, on average"] = drawn
    said = []
    for where, models in cases.items():
        others = models[models["kind"] != PLAIN]
        best = others.loc[others["AUC"].idxmax()]
        above = models[(models["kind"] == PLAIN) & (models["AUC"] > best["AUC"])]
        above = above.sort_values("AUC", ascending=False)
        listed = ", ".join(f"{row.model} {row.AUC:.3f}" for row in above.itertuples()) or "none"
        said.append(f"{where}: {listed} (best of the others {best['model']} {best['AUC']:.3f})")
    return (
        "**Baselines that beat every map and every combination**, by held-out AUC. "
        + "; ".join(said)
        + "."
    )


def n_draws(table: pd.DataFrame) -> int:
    return sum(isinstance(name, int) for name in dict.fromkeys(table["survey"]))


def _at(table: pd.DataFrame, base: pd.DataFrame) -> dict:
    """Where -> differences of `FIGURES`, a row for each draw or the one of a survey."""
    means = [part.groupby("survey", sort=False)[FIGURES].mean() for part in (table, base)]
    gap = means[0] - means[1]
    drawn = [isinstance(name, int) for name in gap.index]
    found = {"draws": gap[drawn]} if any(drawn) else {}
    return found | {n: gap.loc[[n]] for n, is_draw in zip(gap.index, drawn) if not is_draw}


def rankings(table: pd.DataFrame) -> list[dict]:
    """Effects of ranking by clusters, against units."""
    own = table[table["setting"] == "default"]
    base = own[own["ranking"] == BY_UNITS]
    return [
        {"ranked by": ranking, "at": _at(own[own["ranking"] == ranking], base)}
        for ranking in dict.fromkeys(own["ranking"])
        if ranking != BY_UNITS
    ]


def changes(table: pd.DataFrame) -> list[dict]:
    """Effects of one other setting at a time, ranked in the same way."""
    found = []
    for setting in dict.fromkeys(table["setting"]):
        if setting == "default":
            continue
        for ranking in dict.fromkeys(table[table["setting"] == setting]["ranking"]):
            own = table[table["ranking"] == ranking]
            at = _at(own[own["setting"] == setting], own[own["setting"] == "default"])
            found.append({"change": setting, "ranked by": ranking, "at": at})
    return found


def exchanges(results: dict) -> list[dict]:
    """Effects of other combinations and methods, and of combining at all, ranked by units."""
    methods = [name for name in MAPS if f"{name}, {BY_UNITS}" in set(results["draws"]["model"])]
    pairs = {
        "majority for maximin": (["majority"], ["maximin"]),
        MEAN_RANK: (["mean rank"], ["maximin"]),
        "maximin for a single map": (["maximin"], methods),
        "mean rank for a single map": (["mean rank"], methods),
        **{f"{name} for {BATCH}": ([name], [BATCH]) for name in methods if name != BATCH},
    }
    found = [{"change": change, "at": _exchanged(results, *pair)} for change, pair in pairs.items()]
    clusters = _exchanged(results, ["maximin"], ["maximin"], ranked_by=AUTO)
    return [*found, {"change": f"maximin of {AUTO} for maximin of units", "at": clusters}]


def _exchanged(results: dict, new: list[str], old: list[str], ranked_by: str = BY_UNITS) -> dict:
    """Where -> differences of `FIGURES`, means over the models of each list.

    The new are ranked by `ranked_by`, the old by units.
    """
    new = [f"{name}, {ranked_by}" for name in new]
    old = [f"{name}, {BY_UNITS}" for name in old]
    draws = results["draws"]
    means = [
        draws[draws["model"].isin(names)].groupby("draw")[FIGURES].mean() for names in (new, old)
    ]
    found = {"draws": means[0] - means[1]}
    for result in results["examined"][1:]:
        models = result["models"].set_index("model")[FIGURES]
        gap = models.loc[new].mean() - models.loc[old].mean()
        found[result["ground"]] = gap.to_frame().T
    return found


def verdict(effect: dict) -> str:
    """better, worse or not told apart, by AUC on the draws."""
    if "draws" not in effect["at"]:
        return "not told apart"
    gap = effect["at"]["draws"]["AUC"]
    if not abs(gap.mean()) > ERRORS * gap.sem():
        return "not told apart"
    return "better" if gap.mean() > 0 else "worse"


def opposed(effect: dict) -> list[str]:
    """The real surveys on which the effect has the other sign than on the draws."""
    sign = effect["at"]["draws"]["AUC"].mean()
    return [w for w, rows in effect["at"].items() if w != "draws" and rows["AUC"].mean() * sign < 0]


def _of_defaults(results: dict) -> list[dict]:
    """Effects of what could be the default instead."""
    table = results["settings"]
    changed = [effect for effect in changes(table) if effect["ranked by"] == BY_UNITS]
    instead = [effect for effect in exchanges(results) if " for maximin" in effect["change"]]
    return [*rankings(table), *changed, *instead]


def _defaults(results: dict) -> list[str]:
    told = [effect for effect in _of_defaults(results) if verdict(effect) == "better"]
    agreed = [effect for effect in told if not opposed(effect)]
    listed = "; ".join(f"{_name(e)} ({_gaps(e)})" for e in agreed) or "nothing"
    text = (
        "**Defaults.** Better than the default in AUC on the draws by more than "
        f"{ERRORS:g} standard errors, and on no real survey worse: {listed}. Better on the draws and "
        f"worse on a real survey: {'; '.join(_name(e) for e in told if opposed(e)) or 'nothing'}. See "
        "Settings."
    )
    if any(effect.get("change") == MEAN_RANK for effect in agreed):
        text += (
            " Maximin stays the default combination all the same: it is what is asked for, ground that "
            "no model contradicts. COMBINE_BY mean_rank is one choice away."
        )
    return [text]


def drawn_means(results: dict) -> pd.DataFrame:
    """Figures of what is drawn, a row per ground, ranking and class rule; the draws together."""
    table = results["drawn"].copy()
    draws = table["survey"].map(lambda name: isinstance(name, int))
    table["survey"] = table["survey"].where(~draws, "draws")
    ways = ["survey", "combination", "ranked by", "class rule"]
    means = table.groupby(ways, sort=False).mean().reset_index()
    place = means.columns.get_loc("searched") + 1
    means.insert(place, "density", means["found"] / means["searched"])
    return means


def _drawn(results: dict) -> str:
    said = []
    for where, own in drawn_means(results).groupby("survey", sort=False):
        texts = [
            f"{row['combination']} of {row['ranked by']} by {row['class rule']} {row['density']:.1f} "
            f"({row['found']:.0f} % on {row['searched']:.0f} % of the ground)"
            for row in own.to_dict("records")
        ]
        said.append(f"{where}: {', '.join(texts)}")
    return (
        "**What is drawn.** Density of held-out occurrences in the anomaly of combinations, 1 is "
        f"chance. {'; '.join(said)}. The first of each is the default."
    )


def _name(effect: dict) -> str:
    if "ranked by" not in effect:
        return effect["change"]
    ranked = f"ranked by {effect['ranked by']}"
    return f"{effect['change']}, {ranked}" if "change" in effect else ranked


def _gaps(effect: dict) -> str:
    said = []
    for where, rows in effect["at"].items():
        auc = rows["AUC"]
        error = f" ± {auc.sem():.3f}" if len(auc) > 1 else ""
        said.append(f"{where} {minus(auc.mean(), 3)}{error}")
    return ", ".join(said)


def minus(value: float, digits: int) -> str:
    """A number with its sign, a true minus."""
    return f"{value:+.{digits}f}".replace("-", "\N{MINUS SIGN}")


def defaults_said(results: dict) -> str:
    """Which defaults the figures speak for and against, and whether the real surveys agree."""
    lines = []
    for effect in _of_defaults(results):
        if verdict(effect) == "not told apart":
            continue
        against = opposed(effect)
        agrees = f"the other way on {' and '.join(against)}" if against else "nowhere the other way"
        lines.append(
            f"- {_name(effect)}: {verdict(effect)} on the draws, {agrees} ({_gaps(effect)})."
        )
    if not lines:
        lines = ["- Nothing differs from the default on the draws by more than its noise."]
    return "\n".join(
        ["**What the draws can tell from the default, by AUC**\n", *lines, _broad(results)]
    )


def _broad(results: dict) -> str:
    """Clusters against units in the study of power: the one sees broad links, the other spots."""
    table = results["power"]
    n = max(table["n_occ"][table["n_occ"] <= 60])
    own = table[table["n_occ"] == n].set_index(["patterns", "ranked_by"])
    said = []
    for kind, words in ((SYSTEMS, "planted systems"), (WEAK, "a broad weak link (0.5)")):
        by = {
            label: own.loc[(kind, f"{BATCH}, {ranking}")]
            for label, ranking in (("clusters", SIX), ("units", BY_UNITS))
        }
        texts = [
            f"{label} {row['rejected_pct']:.0f} % of the time (mean crossing "
            f"{row['mean_crossing']:.1f})"
            for label, row in by.items()
        ]
        said.append(f"{words} by {', by '.join(texts)}")
    return f"- Found by a {BATCH} with {n} occurrences: {'; '.join(said)}.\n"
