"""What all findings together leave to a plan."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from filiform.safety.finding import Finding, Limits, SiteKey


def _least(values: Iterable[float | None]) -> float | None:
    return min((value for value in values if value is not None), default=None)


def _fewest(values: Iterable[int | None]) -> int | None:
    return min((value for value in values if value is not None), default=None)


def limits(findings: Sequence[Finding]) -> Limits:
    """Return the tightest of every limit, the sites that are closed with why, and the findings that block a session."""
    closed: dict[SiteKey, list[Finding]] = defaultdict(list)
    for finding in findings:
        for key in sorted(finding.closed):
            closed[key].append(finding)
    return Limits(
        blocked=tuple(f for f in findings if f.kind in {"stop", "wait"} and f.scope in {"session", "face"}),
        closed={key: tuple(why) for key, why in closed.items()},
        max_face=_fewest(finding.max_face for finding in findings),
        max_total=_fewest(finding.max_total for finding in findings),
        max_gauge_mm=_least(finding.max_gauge_mm for finding in findings),
        max_depth_mm=_least(finding.max_depth_mm for finding in findings),
        press_min=max((finding.press_min for finding in findings), default=0.0),
        light_first=tuple(finding.reason for finding in findings if finding.light_first),
    )
