"""Every page in each state is for everybody: axe-core finds no violation, light and dark, wide and narrow, and at 360
pixels nothing needs to be scrolled sideways."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import Visitors
from playwright.sync_api import Page
from states import STATES, Scene

from support.school import School

WIDTHS = (1280, 360)
SCHEMES = ("light", "dark")


@pytest.fixture
def scene(visitors: Visitors, school: School) -> Scene:
    teacher = school.teacher(name="Maria Ilieva", subjects=("Mathematics", "Physics"))
    idle = school.teacher("Pacific/Auckland", "Aroha Ngata", subjects=("Te Reo Māori",))
    slots = teacher.publish(8, place="https://meet.example/42")
    student = school.student("Ada Novak")
    school.student().client().book(slots[0])
    school.student().client().hold(slots[1])
    assert student.client().book(slots[3], note="Fractions, please").status == 201
    return Scene(visitors, school, teacher, idle, student, slots)


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_a_state(scene: Scene, state: Callable[[Scene], Page], photograph: Callable[[Page, str], None]) -> None:
    page = state(scene)
    found = []
    scene.visitors.stop_listening(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            photograph(page, f"{state.__name__}-{width}-{scheme}")
            result = Axe().run(page)
            assert result.response["passes"], "axe has looked at something"
            if result.violations_count:
                found.append(f"{width} {scheme}\n{result.generate_report()}")
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width, f"{width} px need sideways scrolling"
    assert found == [], "\n".join(found)
