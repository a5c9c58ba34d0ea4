"""Why the API server refused pods, from what their maker noted: ``FailedCreate`` of the Job, ReplicaSet, ….

The words are the admission plugins' own (kubernetes/kubernetes 1.37: ``resourcequota``, ``webhook``,
``validating`` policy, ``podsecurity``, ``serviceaccount`` and ``priority`` below ``plugin/pkg/admission``
and ``apiserver/pkg/admission/plugin``).
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Refusal(NamedTuple):
    """One admission plugin's words, and the hub's."""

    name: str
    says: re.Pattern[str]
    told: str


def _refusal(name: str, says: str, told: str) -> Refusal:
    return Refusal(name, re.compile(says, re.DOTALL), told)


REFUSALS: tuple[Refusal, ...] = (
    _refusal(
        "quota",
        r"exceeded quota: (?P<who>[^,]+), requested: (?P<asked>.*), used: (?P<used>.*), "
        r"limited: (?P<most>.*)",
        "quota {who} is exceeded: a pod asks for {asked}, in use {used}, at most {most}",
    ),
    _refusal(
        "quota asks for amounts",
        r"failed quota: (?P<who>[^:]+): must specify (?P<what>.*)",
        "quota {who} takes only pods that say how much they need: {what}",
    ),
    _refusal(
        "webhook silent",
        r'failed calling webhook "(?P<who>[^"]+)": (?:failed to call webhook: )?(?P<why>.*)',
        "webhook {who} cannot be asked: {why}",
    ),
    _refusal(
        "webhook",
        r'admission webhook "(?P<who>[^"]+)" denied the request(?:: (?P<why>.*))?',
        "webhook {who} refuses its pods: {why}",
    ),
    _refusal(
        "policy",
        r"ValidatingAdmissionPolicy '(?P<who>[^']+)' .*?denied request: (?P<why>.*)",
        "policy {who} refuses its pods: {why}",
    ),
    _refusal(
        "pod security",
        r'violates PodSecurity "(?P<who>[^"]+)": (?P<why>.*)',
        "Pod Security {who} refuses its pods: {why}",
    ),
    _refusal(
        "service account",
        r'error looking up service account (?P<who>[^:]+): (?P<why>serviceaccount "[^"]+" not found)',
        "its pods need service account {who}, which does not exist",
    ),
    _refusal(
        "priority class",
        r"no PriorityClass with name (?P<who>\S+) was found",
        "its pods need priority class {who}, which does not exist",
    ),
    _refusal("other", r"(?:pods? \"[^\"]*\" is forbidden: |Error creating: )(?P<why>.*)", "{why}"),
)
"""The first that matches tells."""


def refused(message: str) -> str:
    """What refused the pods, in one sentence."""
    for refusal in REFUSALS:
        if found := refusal.says.search(message):
            groups = found.groupdict().items()
            return refusal.told.format(**{name: said or "no reason is given" for name, said in groups})
    return message
