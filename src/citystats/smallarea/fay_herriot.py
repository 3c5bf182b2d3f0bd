"""The Fay–Herriot model: direct estimates with known errors lean on what areas have in common."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import norm

from citystats.smallarea.terms import Caveat, Estimator, Floats

MOST_AREAS = 5_000


@dataclass(frozen=True, slots=True, eq=False)
class FayHerriot:
    """Estimates of all areas together.

    Attributes
    ----------
    estimates : array of float, shape (areas,)
        Empirical best linear unbiased predictors, in the unit of the direct estimates.
    mse : array of float, shape (areas,)
        Estimated mean squared errors of `estimates`, in that unit squared.
    weights : array of float, shape (areas,)
        A / (A + D): how much of each direct estimate is kept; the rest comes from the regression.
    variance : float
        A, the variance between areas that the covariates do not explain, from 0 up.
    coefficients, errors : array of float, shape (covariates,)
        Of the regression, and their standard errors.
    estimator : Estimator
    """

    estimates: Floats
    mse: Floats
    weights: Floats
    variance: float
    coefficients: Floats
    errors: Floats
    estimator: Estimator

    @property
    def n(self) -> int:
        return len(self.estimates)

    @property
    def caveats(self) -> tuple[Caveat, ...]:
        return (Caveat.NO_SPREAD,) if self.variance == 0 else ()

    def interval(self, level: float = 0.95) -> tuple[Floats, Floats]:
        """Lower and upper ends by the normal distribution, each of shape (areas,)."""
        half = norm.ppf((1 + level) / 2) * np.sqrt(self.mse)
        return self.estimates - half, self.estimates + half


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """Direct estimates, checked.

    Attributes
    ----------
    direct : array of float, shape (areas,)
    variances : array of float, shape (areas,)
        D, the sampling variances, all above 0.
    covariates : array of float, shape (areas, covariates)
        Of full rank; a column of ones where nothing else is known.
    """

    direct: Floats
    variances: Floats
    covariates: Floats

    @classmethod
    def of(cls, direct: Floats, variances: Floats, covariates: Floats | None = None) -> Survey:
        """Raise ValueError in words for shapes, sizes and values that cannot be."""
        y, d = np.asarray(direct, dtype=np.float64), np.asarray(variances, dtype=np.float64)
        x = np.ones((y.size, 1)) if covariates is None else np.asarray(covariates, np.float64)
        if y.ndim != 1 or d.shape != y.shape or x.ndim != 2 or len(x) != y.size:
            raise ValueError("estimates, variances and covariates must have one row for each area")
        if not (np.isfinite(y).all() and np.isfinite(d).all() and np.isfinite(x).all()):
            raise ValueError("estimates, variances and covariates must be numbers")
        if not (d > 0).all():
            raise ValueError("each variance must be above 0")
        if y.size > MOST_AREAS:
            raise ValueError(f"at most {MOST_AREAS} areas are estimated together, not {y.size}")
        if y.size < x.shape[1] + 3:
            raise ValueError(f"{x.shape[1]} covariates need at least {x.shape[1] + 3} areas")
        if np.linalg.matrix_rank(x) < x.shape[1]:
            raise ValueError("one covariate follows from the others")
        return cls(y, d, x)

    def regress(self, variance: float) -> tuple[Floats, Floats, Floats]:
        """Coefficients, their covariances and residuals when A is known."""
        weighted = self.covariates / (variance + self.variances)[:, None]
        spread = np.linalg.inv(self.covariates.T @ weighted)
        coefficients = spread @ (weighted.T @ self.direct)
        residuals = self.direct - self.covariates @ coefficients
        return coefficients, np.asarray(spread, np.float64), residuals

    def likelihoods(self, variances: Floats, *, restricted: bool) -> Floats:
        """For each A the logarithm, without its constant; coefficients at best or integrated out.

        Shape (tried,), as `variances`.
        """
        x, y = self.covariates, self.direct
        totals = variances[:, None] + self.variances
        information = np.einsum("ij,ti,ik->tjk", x, 1 / totals, x)
        coefficients = np.linalg.solve(information, ((y / totals) @ x)[..., None])[..., 0]
        residuals = y - coefficients @ x.T
        fit = -0.5 * np.sum(np.log(totals) + residuals**2 / totals, axis=1)
        if restricted:
            fit = fit - 0.5 * np.linalg.slogdet(information)[1]
        return np.asarray(fit, np.float64)


def fay_herriot(
    direct: Floats,
    variances: Floats,
    covariates: Floats | None = None,
    *,
    estimator: Estimator = Estimator.REML,
) -> FayHerriot:
    """Estimate every area by its own data and by what all areas together say.

    Parameters
    ----------
    direct : array of float, shape (areas,)
        Direct estimates y, in any unit.
    variances : array of float, shape (areas,)
        Their sampling variances D, in that unit squared, above 0 and taken as known.
    covariates : array of float, shape (areas, covariates), optional
        Without them a column of ones: areas lean on their common mean.
    estimator : Estimator

    Returns
    -------
    FayHerriot

    Raises
    ------
    ValueError
        For shapes that do not fit, values that are not numbers, variances not above 0, fewer
        areas than covariates + 3, or covariates that follow from each other.

    Notes
    -----
    y_i = x_i'b + v_i + e_i with v_i ~ N(0, A) and e_i ~ N(0, D_i) [1]_. The predictor is
    g_i y_i + (1 - g_i) x_i'b with g_i = A / (A + D_i). A is never below 0. The likelihoods are
    searched over all of A from 0 up, not from a start, so the highest of two tops is taken.

    The mean squared error is g1 + g2 + 2 g3, and less the bias of A times the slope of g1 where
    the estimator of A is biased (ML and MOMENTS) [2]_ [3]_ [4]_:
    g1 = A D / (A + D), g2 = (1 - g)² x'(X'V⁻¹X)⁻¹x, g3 = D² (A + D)⁻³ var(A).

    References
    ----------
    .. [1] Fay, R. E., & Herriot, R. A. (1979). Estimates of income for small places. JASA 74,
       269-277.
    .. [2] Prasad, N. G. N., & Rao, J. N. K. (1990). The estimation of the mean squared error of
       small-area estimators. JASA 85, 163-171.
    .. [3] Datta, G. S., & Lahiri, P. (2000). A unified measure of uncertainty of estimated best
       linear unbiased predictors in small area estimation problems. Statistica Sinica 10, 613-627.
    .. [4] Datta, G. S., Rao, J. N. K., & Smith, D. D. (2005). On measuring the variability of
       small area estimators under a basic area level model. Biometrika 92, 183-196.

    Examples
    --------
    Four areas measured well and one badly; the last is drawn most towards the others:

    >>> result = fay_herriot(np.array([1.0, 2, 3, 4, 9]), np.array([0.1, 0.1, 0.1, 0.1, 5.0]))
    >>> result.weights.round(2).tolist()
    [0.97, 0.97, 0.97, 0.97, 0.42]
    """
    survey = Survey.of(direct, variances, covariates)
    variance = _variance(survey, estimator)
    coefficients, spread, residuals = survey.regress(variance)
    weights = variance / (variance + survey.variances)
    return FayHerriot(
        estimates=survey.direct - (1 - weights) * residuals,
        mse=_mse(survey, variance, spread, estimator),
        weights=weights,
        variance=variance,
        coefficients=coefficients,
        errors=np.sqrt(np.diag(spread)),
        estimator=estimator,
    )


def _variance(survey: Survey, estimator: Estimator) -> float:
    if estimator is Estimator.MOMENTS:
        return _by_moments(survey)
    if estimator is Estimator.PRASAD_RAO:
        return _by_prasad_rao(survey)
    return _by_likelihood(survey, restricted=estimator is Estimator.REML)


def _by_likelihood(survey: Survey, *, restricted: bool) -> float:
    """The highest point of the likelihood over A from 0 up."""

    tried = np.concatenate([[0.0], np.geomspace(1e-9, 1.0, 181) * _far(survey)])
    best = int(np.argmax(survey.likelihoods(tried, restricted=restricted)))
    if best == 0:
        return 0.0

    def loss(variance: float) -> float:
        return -float(survey.likelihoods(np.array([variance]), restricted=restricted)[0])

    ends = tried[best - 1], tried[min(best + 1, len(tried) - 1)]
    found = minimize_scalar(loss, bounds=ends, method="bounded", options={"xatol": 1e-12 * ends[1]})
    return float(found.x)


def _far(survey: Survey) -> float:
    """More than A can be: all that the residuals of plain regression vary, many times over."""
    residuals = survey.regress(1e6 * float(survey.variances.max()))[2]
    return float(10 * np.sum(residuals**2) + survey.variances.max())


def _by_moments(survey: Survey) -> float:
    """A for which the weighted squares of the residuals are what is expected, areas - p."""
    freedom = survey.direct.size - survey.covariates.shape[1]

    def surplus(variance: float) -> float:
        residuals = survey.regress(variance)[2]
        return float(np.sum(residuals**2 / (variance + survey.variances)) - freedom)

    if surplus(0.0) <= 0:
        return 0.0
    return float(brentq(surplus, 0.0, _far(survey), xtol=1e-14 * _far(survey), rtol=1e-14))


def _by_prasad_rao(survey: Survey) -> float:
    hat = survey.covariates @ np.linalg.pinv(survey.covariates)
    residuals = survey.direct - hat @ survey.direct
    expected = np.sum(survey.variances * (1 - np.diag(hat)))
    freedom = len(survey.direct) - survey.covariates.shape[1]
    return max(0.0, float((np.sum(residuals**2) - expected) / freedom))


def _mse(survey: Survey, variance: float, spread: Floats, estimator: Estimator) -> Floats:
    d, x, n = survey.variances, survey.covariates, len(survey.direct)
    total = variance + d
    g1 = variance * d / total
    g2 = (d / total) ** 2 * np.einsum("ij,jk,ik->i", x, spread, x)
    ones, twos = np.sum(1 / total), np.sum(1 / total**2)
    # The variance of the estimator of A in many areas, and its bias.
    vague, bias = 2 / twos, 0.0
    if estimator is Estimator.ML:
        bias = -float(np.trace(spread @ (x.T @ (x / total[:, None] ** 2)))) / twos
    elif estimator is Estimator.MOMENTS:
        vague = 2 * n / ones**2
        bias = 2 * (n * twos - ones**2) / ones**3
    elif estimator is Estimator.PRASAD_RAO:
        vague = 2 * np.sum(total**2) / n**2
    g3 = d**2 / total**3 * vague
    return np.asarray(g1 + g2 + 2 * g3 - bias * (d / total) ** 2)
