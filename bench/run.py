"""Speed and memory, as ratios to a baseline measured in the same run; medians. Prints a table, asserts nothing."""

import io
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "tests" / "data" / "composite_f_african.jpg"
INTAKE = ROOT / "docs" / "examples" / "intake.toml"
ON = date(2026, 11, 2)
RUNS = 9
FILIFORM = Path(sys.executable).with_name("filiform")
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def twelve_megapixels() -> bytes:
    """Return a composite face enlarged to 3000 x 4000: real decoding work, borrowed detail."""
    with Image.open(PICTURE) as small:
        out = io.BytesIO()
        small.convert("RGB").resize((3000, 4000), Image.Resampling.LANCZOS).save(out, "JPEG", quality=90)
    return out.getvalue()


def medians_s(*works: Callable[[], object]) -> list[float]:
    """Return the median time of each work; the works take turns, so that what else runs here hits all alike."""
    times: list[list[float]] = [[] for _ in works]
    for turn in range(RUNS + 1):
        for place, work in enumerate(works):
            start = time.perf_counter()
            work()
            if turn:
                times[place].append(time.perf_counter() - start)
    return [statistics.median(each) for each in times]


def peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def row(what: str, value: str, target: str = "") -> None:
    print(f"{what:<58}{value:>22}  {target}")


def placing() -> None:
    from filiform.face.engine import Engine
    from filiform.face.find import found_face
    from filiform.face.mesh import mesh
    from filiform.knowledge import load
    from filiform.photo.read import upright
    from filiform.photo.sample import Pyramid
    from filiform.points.place import placement

    data, engine, facts, net = twelve_megapixels(), Engine(), load.knowledge(), mesh(load.document("mesh.json"))

    def bare() -> None:
        picture = Pyramid(upright(data).pixels)
        engine.trace(picture, engine.boxes(picture)[0])

    def place() -> None:
        placement(found_face(upright(data), engine, facts, net), facts, net)

    def careful() -> None:
        placement(found_face(upright(data), engine, facts, net, careful=True), facts, net)

    base, whole, careful_s, decoding = medians_s(bare, place, careful, lambda: upright(data))
    row("decode a 12-megapixel JPEG", f"{base and decoding * 1000:.0f} ms")
    row("decode + three landmark passes (a)", f"{base * 1000:.0f} ms")
    row(
        "place: decode, passes, gates, scale, sites",
        f"{whole * 1000:.0f} ms",
        f"{whole / base:.2f} x (a), target 1.5 x",
    )
    row("careful place", f"{careful_s * 1000:.0f} ms", f"{careful_s / base:.2f} x (a)")
    row("peak memory of this process after placing", f"{peak_mib():.0f} MiB")


def steadiness() -> None:
    """Tell how far landmarks move when only the photo changes; no time in it, the same on every machine."""
    import numpy as np

    from filiform.face.engine import Engine
    from filiform.face.mesh import mesh
    from filiform.face.steadiness import moved_mm
    from filiform.knowledge import load

    with Image.open(PICTURE) as image:
        ways = moved_mm(np.asarray(image.convert("RGB")), Engine(), mesh(load.document("mesh.json")))
    means = {name: statistics.mean(way[name] for way in ways.values()) for name in next(iter(ways.values()))}
    bare = means["one pass"]
    for name, mean in means.items():
        row(f"repeatability, {name}", f"{mean:.3f} mm", f"{mean / bare:.2f} x one pass")


def proposing() -> None:
    from filiform.face.drawn import drawn_face
    from filiform.face.mesh import mesh
    from filiform.intake.read import intake
    from filiform.knowledge import load
    from filiform.planning.proposal import Proposal
    from filiform.planning.treatment import treatment
    from filiform.points.place import placement

    facts, net = load.knowledge(), mesh(load.document("mesh.json"))
    answers = intake(INTAKE.read_text(), facts, today=ON)
    face = drawn_face(net)
    sites = placement(face, facts, net)
    solver: list[float] = []
    gaps: list[float] = []

    def propose() -> None:
        plan = treatment(answers, facts, ON, face=face, placement=sites, mesh=net)
        solver.append(plan.solve_s)
        if isinstance(plan, Proposal):
            gaps.append((plan.bound - plan.objective) / max(plan.bound, 1e-9))

    (whole,) = medians_s(propose)
    alone = statistics.median(solver[1:])
    row("nothing but the solver (b)", f"{alone * 1000:.0f} ms", "target 300 ms")
    row("propose: candidates, findings, solver, reasons", f"{whole * 1000:.0f} ms", f"{whole / alone:.2f} x (b)")
    row("gap to the bound, largest", f"{max(gaps, default=0):.2%}")
    row("peak memory of this process after proposing", f"{peak_mib():.0f} MiB")


def planning() -> None:
    """Plan for 200 generated patients; HiGHS and a greedy choice beside it (bench/plan.py)."""
    subprocess.run([sys.executable, str(Path(__file__).with_name("plan.py")), "200", "--highs"], check=True)


def whole_process() -> None:
    with tempfile.TemporaryDirectory() as folder:
        photo = Path(folder, "photo.jpg")
        photo.write_bytes(twelve_megapixels())
        out = Path(folder, "plan.json")
        command = [FILIFORM, "propose", photo, "--intake", INTAKE, "--on", str(ON), "--json", out]
        (wall,) = medians_s(lambda: subprocess.run(command, check=True, capture_output=True, env=ENVIRONMENT))
        row("filiform propose, whole process, 12 megapixels", f"{wall:.2f} s", "target 3 s")
        row(
            "  needles, status",
            f"{len(json.loads(out.read_text())['needles'])}, {json.loads(out.read_text())['status']}",
        )


def idle_web() -> None:
    with tempfile.TemporaryDirectory() as folder:
        env = {**ENVIRONMENT, "FILIFORM_VAR": folder, "FILIFORM_DEMO": "0"}
        command = [FILIFORM, "serve", "--host", "localhost", "--port", "8765"]
        with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
            time.sleep(20)
            row("idle web processes, proportional memory", f"{family_mib(server.pid):.0f} MiB", "target 350 MiB")
            server.terminate()


def family_mib(pid: int) -> float:
    """Return the proportional set size of a process and its descendants."""
    total = 0.0
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            total = int(line.split()[1]) / 1024
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return total + sum(family_mib(int(child)) for child in children)


MEASURES = {
    "place": placing,
    "steady": steadiness,
    "propose": proposing,
    "plans": planning,
    "process": whole_process,
    "web": idle_web,
}

if __name__ == "__main__":
    if len(sys.argv) > 1:
        MEASURES[sys.argv[1]]()
    else:
        for name in MEASURES:
            subprocess.run([sys.executable, __file__, name], check=True)
