"""Makes the tables beside this file anew, with packages that share no code with Etna:

    pip install scipy==1.17.1 statsmodels==0.15.0
    python tests/vectors/statistics/make_vectors.py
"""

import json
import random
from pathlib import Path

import numpy
import scipy
import statsmodels
from scipy.stats import beta, binomtest, bootstrap, hypergeom, norm
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

SCIPY = f"scipy {scipy.__version__}"
STATSMODELS = f"statsmodels {statsmodels.__version__}"
draw = random.Random(8)


def write(name, made_by, rows):
    lines = ",\n".join(f"    {json.dumps(row)}" for row in rows)
    text = f'{{\n  "madeBy": {json.dumps(made_by)},\n  "rows": [\n{lines}\n  ]\n}}\n'
    Path(__file__).with_name(f"{name}.json").write_text(text)


def wilson_row(successes, trials, confidence):
    low, high = proportion_confint(successes, trials, alpha=1 - confidence, method="wilson")
    return {"successes": successes, "trials": trials, "confidence": confidence,
            "low": float(low), "high": float(high)}


def wilson_rows():
    for trials in [1, 2, 3, 5, 10, 20, 30, 60, 148, 263, 400, 1200, 20000]:
        for successes in sorted({0, 1, trials // 10, trials // 3, trials}):
            yield wilson_row(successes, trials, draw.choice([0.8, 0.9, 0.95, 0.95, 0.99]))


def below_rows():
    for trials in [1, 2, 3, 5, 10, 12, 20, 29, 30, 50, 59, 60, 100, 160, 299, 400, 1200, 20000]:
        for confidence in [0.9, 0.95, 0.99]:
            # Clopper and Pearson's upper bound for none: a quantile of the beta distribution.
            bound = float(beta.ppf(confidence, 1, trials))
            yield {"trials": trials, "confidence": confidence, "bound": bound}


def critical_rows():
    spread = [0.001, 0.01, 0.1, 0.25, 0.5, 0.6, 0.68, 0.7, 0.8, 0.84, 0.85, 0.86, 0.9, 0.95, 0.98]
    fine = [1 - 0.1**digits for digits in range(2, 15)]
    for confidence in spread + fine:
        yield {"confidence": confidence, "z": float(norm.isf((1 - confidence) / 2))}


def hit_rows():
    for attempts in [1, 2, 3, 5, 10, 15, 100, 200, 5000]:
        for hits in sorted({0, 1, attempts // 3, attempts}):
            for k in sorted({1, min(3, attempts), min(10, attempts), max(1, attempts // 2)}):
                value = hypergeom.sf(0, attempts, hits, k)
                yield {"hits": hits, "attempts": attempts, "k": k, "value": float(value)}


def mcnemar_rows():
    small = [(0, 0), (0, 1), (0, 5), (0, 6), (1, 1), (1, 7), (2, 9), (3, 3), (3, 13), (86, 150)]
    large = [(0, 1000), (400, 600), (499, 501), (480, 560), (4900, 5100), (4999, 5001), (4800, 5200)]
    drawn = [(draw.randrange(60), draw.randrange(60)) for _ in range(35)]
    for b, c in small + large + drawn:
        table = [[0, b], [c, 0]]
        by_statsmodels = float(mcnemar(table, exact=True).pvalue)
        by_scipy = float(binomtest(b, b + c).pvalue) if b + c > 0 else 1.0
        yield {"b": b, "c": c, "p": by_statsmodels, "pOfBinomialTest": by_scipy}


def holm_rows():
    for size in [1, 2, 3, 5, 10, 10, 12, 20]:
        for scale in [1, 0.3, 0.1, 0.05, 0.01, 0.001]:
            p = [round(draw.random() * scale, draw.choice([2, 4, 8])) for _ in range(size)]
            _, adjusted, _, _ = multipletests(p, method="holm")
            yield {"p": p, "adjusted": [float(one) for one in adjusted]}


def bootstrap_rows():
    """The ratio of sums, where whole seeds are drawn: many resamples, so that what is left is our own chance."""
    for seeds in [10, 20, 40, 160, 400]:
        for attempts in [1, 3, 5]:
            for rate in [0.1, 0.3, 0.6]:
                chances = [min(1, max(0, draw.gauss(rate, 0.3))) for _ in range(seeds)]
                breached = [sum(draw.random() < chance for _ in range(attempts)) for chance in chances]
                tried = [attempts - (draw.random() < 0.2 and attempts > 1) for _ in range(seeds)]
                breached = [min(pair) for pair in zip(breached, tried)]
                result = bootstrap(
                    (breached, tried), lambda a, b, axis: a.sum(axis=axis) / b.sum(axis=axis),
                    paired=True, vectorized=True, method="percentile", n_resamples=50_000, batch=5_000,
                    rng=numpy.random.default_rng(8))
                low, high = result.confidence_interval
                yield {"breached": breached, "attempts": tried, "low": float(low), "high": float(high)}


write("wilson", f"{STATSMODELS}: proportion_confint(method='wilson')", wilson_rows())
write("below-bound", f"{SCIPY}: beta.ppf(confidence, 1, trials)", below_rows())
write("critical-value", f"{SCIPY}: norm.isf", critical_rows())
write("hit-at-k", f"{SCIPY}: hypergeom.sf(0, attempts, hits, k)", hit_rows())
write("mcnemar", f"{STATSMODELS}: mcnemar(exact=True); {SCIPY}: binomtest", mcnemar_rows())
write("holm", f"{STATSMODELS}: multipletests(method='holm')", holm_rows())
write("bootstrap", f"{SCIPY}: bootstrap(method='percentile', n_resamples=50000)", bootstrap_rows())
