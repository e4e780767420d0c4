"""What follows from the tables, said in sentences that are made from their figures."""

from __future__ import annotations

import pandas as pd
from contenders import AUTO, COMBINED, MAP, PLAIN
from studies import SYSTEMS

SIGNIFICANT = 0.05
# A difference counts beyond so many of its standard errors.
ERRORS = 2.0
# A power that can be worked with.
GOOD_POWER = 80.0
ENOUGH = 40


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
        )
    )


def _fairness(results: dict) -> list[str]:
    broken = [promise for promise in results["promises"] if not promise.kept]
    table = pd.concat([null["rates"] for null in results["nulls"]])
    nulls = table[~table["patterns"].isin(["linked"])]
    worst = nulls.loc[(nulls["mean_crossing"] - 50).abs().idxmax()]
    said = [
        "**The evaluation is fair.** Of maps and occurrences without any link, held-out crossings "
        f"come out between {nulls['mean_crossing'].min():.1f} and "
        f"{nulls['mean_crossing'].max():.1f} (50 is the truth), the farthest for "
        f"{worst['patterns']} patterns of {worst['n_occ']} occurrences. The p-value calls "
        f"{nulls['rejected_pct'].min():.1f} to {nulls['rejected_pct'].max():.1f} % of them "
        "significant where it says 5."
    ]
    if broken:
        said[0] = said[0].replace("The evaluation is fair.", "The evaluation breaks a promise.")
        said += [f"Broken: {p.text}; {p.worst:.1f} at {p.where}." for p in broken]
    fits = results["schemes"]
    random = fits[fits["patterns"] == "random"]
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
        f"signal). By AUC the best map is {_said(best_of(models, MAP))}, the best combination "
        f"{_said(best_of(models, COMBINED))}, the best baseline {_said(best_of(models, PLAIN))}; "
        f"{len(above)} of {len(plain)} baselines are above the default, and "
        f"{int((plain['AUC'] > maps['AUC'].max()).sum())} above every map. "
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
    names = ", ".join(f"{name} ({gap:+.1f})" for name, gap in better.items()) or "none"
    single = wide[[m for m in wide if kinds[m] == MAP]].mean(axis=1)
    joint = wide[[m for m in wide if kinds[m] == COMBINED]].mean(axis=1)
    plain = wide[[m for m in wide if kinds[m] == PLAIN]].mean(axis=1)
    return [
        f"**{len(wide)} other draws of the sample survey**, where differences can be told from noise. "
        f"The default crosses at {wide[default].mean():.1f}; better by more than {ERRORS:g} standard "
        f"errors: {names}; worse: {', '.join(worse.index) or 'none'}. On average a single map crosses "
        f"at {single.mean():.1f}, a combination at {joint.mean():.1f}, a baseline at "
        f"{plain.mean():.1f}."
    ]


def n_draws(table: pd.DataFrame) -> int:
    return sum(isinstance(name, int) for name in dict.fromkeys(table["survey"]))


def _at(table: pd.DataFrame, base: pd.DataFrame) -> dict:
    """Where -> differences of crossing and AUC, one for each draw or the one of a survey."""
    means = [
        part.groupby("survey", sort=False)[["crossing", "AUC"]].mean() for part in (table, base)
    ]
    gap = means[0] - means[1]
    drawn = [isinstance(name, int) for name in gap.index]
    found = {"draws": gap[drawn]} if any(drawn) else {}
    found |= {name: gap.loc[[name]] for name, is_draw in zip(gap.index, drawn) if not is_draw}
    return {where: (rows["crossing"], rows["AUC"]) for where, rows in found.items()}


def rankings(table: pd.DataFrame) -> list[dict]:
    """Effects of ranking by other clusters or by units, against automatic clusters."""
    own = table[table["setting"] == "default"]
    base = own[own["ranking"] == AUTO]
    return [
        {"ranked by": ranking, "at": _at(own[own["ranking"] == ranking], base)}
        for ranking in dict.fromkeys(own["ranking"])
        if ranking != AUTO
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


def verdict(effect: dict) -> str:
    """better, worse or not told apart by AUC on the draws; and whether the real surveys agree."""
    if "draws" not in effect["at"]:
        return "not told apart"
    gap = effect["at"]["draws"][1]
    told = abs(gap.mean()) > ERRORS * gap.sem()
    if not told:
        return "not told apart"
    return "better" if gap.mean() > 0 else "worse"


def _defaults(results: dict) -> list[str]:
    told = [
        f"{_name(effect)} {verdict(effect)} ({_gaps(effect)})"
        for effect in (*rankings(results["settings"]), *changes(results["settings"]))
        if verdict(effect) != "not told apart"
    ]
    listed = "; ".join(told) if told else "none can be told from the default"
    return [f"**Settings**, by AUC (.5 is chance) against the default on the draws: {listed}."]


def _name(effect: dict) -> str:
    parts = [effect[key] for key in ("change", "ranked by") if key in effect]
    return " by ".join(parts)


def _gaps(effect: dict) -> str:
    return ", ".join(f"{where} {auc.mean():+.3f}" for where, (_, auc) in effect["at"].items())


def defaults_said(results: dict) -> str:
    """Which defaults the figures speak for: better on the draws and no worse on the real surveys."""
    lines = []
    for effect in (*rankings(results["settings"]), *changes(results["settings"])):
        if verdict(effect) != "better":
            continue
        real = {w: auc.mean() for w, (_, auc) in effect["at"].items() if w != "draws"}
        against = [where for where, gap in real.items() if gap < 0]
        agrees = (
            "no real survey was at hand"
            if not real
            else f"{' and '.join(against)} say the opposite"
            if against
            else "the real surveys agree"
        )
        lines.append(f"- {_name(effect)}: better on the draws; {agrees} ({_gaps(effect)}).")
    if not lines:
        lines = ["- No other setting is better on the draws by more than its noise."]
    methods = (
        results["draws"][results["draws"]["kind"] == MAP]
        .assign(method=lambda t: t["model"].str.split(", ").str[0])
        .groupby("method", sort=False)["AUC"]
        .mean()
    )
    said = ", ".join(f"{name} {auc:.3f}" for name, auc in methods.items())
    lines.append(f"- Methods, mean AUC over the draws and rankings: {said}.")
    return "**What speaks for another default**\n\n" + "\n".join(lines) + "\n"
