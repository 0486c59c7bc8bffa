"""What a person sees and does in VS Code, on the examples."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable

from editor.code_server import ROOT, CodeServer
from editor.workbench import Workbench, wait_until

Example = Callable[[str], str]


def test_a_hint_shows_the_shape_after_each_layer(editor: Workbench, example: Example) -> None:
    example("gru_last_step.py")
    assert editor.wait_for_line(r"layers\.GRU\(64\).*\(None, 64\)")
    assert editor.squiggles().count() == 0


def test_a_squiggle_and_a_problem_say_what_keras_rejects(editor: Workbench, example: Example) -> None:
    name = example("gru_sequence_labels.py")
    editor.wait_for_line(r"return_sequences=True\).*\(None, 20, 64\)")
    editor.squiggles().first.wait_for()
    file, error, *_ = editor.problems()
    assert name in file
    message, source, code, place = error.splitlines()
    assert "(None, 20, 10)" in message
    assert source == "Shapelens"
    assert code == "labels-shape"
    assert place == "[Ln 14, Col 9]"


def test_a_hover_shows_input_output_and_parameters(editor: Workbench, example: Example) -> None:
    name = example("gru_sequence_labels.py")
    editor.squiggles().first.wait_for()
    editor.go_to(name, "GRU(64")
    text = editor.hover()
    assert "(None, 20, 32)" in text
    assert "(None, 20, 64)" in text
    assert "18,816" in text or "18816" in text


def test_a_quick_fix_mends_the_file_on_the_disk(editor: Workbench, example: Example) -> None:
    name = example("gru_sequence_labels.py")
    editor.squiggles().first.wait_for()
    editor.press("F8")
    editor.press("Escape")
    editor.quick_fix("Flatten()")
    editor.wait_for_line(r"layers\.Flatten\(\)")
    editor.squiggles().first.wait_for(state="detached")
    editor.press("Control+S")
    expected = (
        (ROOT / "examples" / "gru_sequence_labels.py")
        .read_text("utf-8")
        .replace("return_sequences=True),\n", "return_sequences=True),\n        layers.Flatten(),\n")
    )
    wait_until(lambda: (editor.folder / name).read_text("utf-8") == expected, (editor.folder / name).read_text)
    editor.page.locator(".tab.active:not(.dirty)").wait_for()


def test_a_lightbulb_and_one_key_for_the_preferred_fix(editor: Workbench, example: Example) -> None:
    example("gru_sequence_labels.py")
    editor.squiggles().first.wait_for()
    editor.press("F8")
    editor.press("Escape")
    editor.page.locator(
        ".editor-instance .lightBulbWidget, .editor-instance [class*='gutter-lightbulb']"
    ).first.wait_for()
    editor.press("Shift+Alt+Period")
    editor.squiggles().first.wait_for(state="detached")


STACKED = """\
import keras
from keras import layers

inputs = keras.Input((20, 32))
x = layers.LSTM(64)(inputs)
y = layers.LSTM(32)(x)
"""


def test_what_is_safe_is_mended_on_save(editor: Workbench, example: Example) -> None:
    settings = editor.folder / ".vscode" / "settings.json"
    (editor.folder / "stacked.py").write_text(STACKED, "utf-8")
    try:
        settings.write_text(json.dumps({"editor.codeActionsOnSave": {"source.fixAll.shapelens": "explicit"}}), "utf-8")
        editor.open("stacked.py")
        editor.squiggles().first.wait_for()
        editor.press("Control+End")
        editor.page.keyboard.type("# end")
        editor.press("Control+S")
        expected = STACKED.replace("LSTM(64)", "LSTM(64, return_sequences=True)") + "# end"
        file = editor.folder / "stacked.py"
        wait_until(lambda: file.read_text("utf-8") == expected, lambda: file.read_text("utf-8"))
        editor.squiggles().first.wait_for(state="detached")
    finally:
        settings.write_text("{}", "utf-8")
        editor.run("View: Revert and Close Editor")


def test_how_a_shape_came_about_is_a_document(editor: Workbench, example: Example) -> None:
    name = example("gru_last_step.py")
    editor.wait_for_line(r"layers\.GRU\(64\).*\(None, 64\)")
    editor.go_to(name, "GRU(64")
    editor.run("Shapelens: Show How This Shape Came About")
    editor.wait_for_line(r"# How \(None, 64\) came about")
    assert editor.wait_for_line(r"\*\*GRU\*\*, line \d+")
    editor.run("View: Revert and Close Editor")


def test_typing_changes_the_hint_at_once(editor: Workbench, example: Example) -> None:
    name = example("gru_last_step.py")
    editor.wait_for_line(r"GRU\(64\).*\(None, 64\)")
    editor.go_to(name, "64)")
    editor.page.keyboard.type("1")
    editor.wait_for_line(r"GRU\(164\).*\(None, 164\)")


def test_a_notebook_is_one_program(editor: Workbench, example: Example) -> None:
    cells = ["from keras import Input, layers", "x = Input((20, 32))", "y = layers.GRU(64)(x)"]
    notebook = {
        "cells": [{"cell_type": "code", "source": [cell], "metadata": {}, "outputs": []} for cell in cells],
        "metadata": {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    (editor.folder / "model.ipynb").write_text(json.dumps(notebook), "utf-8")
    editor.open("model.ipynb")
    editor.wait_for_line(r"layers\.GRU\(64\)\(x\).*\(None, 64\)")


def test_a_broken_setting_is_told_once(editor: Workbench, example: Example) -> None:
    example("gru_last_step.py")
    settings = editor.folder / ".vscode" / "settings.json"
    settings.parent.mkdir(exist_ok=True)
    try:
        settings.write_text(json.dumps({"shapelens.severity": {"input-rank": "loud"}}), "utf-8")
        editor.wait_for_notification("loud")
        settings.write_text(json.dumps({"shapelens.severity": {"input-rank": "loud"}, "shapelens.ignore": []}), "utf-8")
        editor.page.wait_for_timeout(1500)
        assert len([text for text in editor.notifications() if "loud" in text]) == 1
        editor.wait_for_line(r"GRU\(64\).*\(None, 64\)")
    finally:
        settings.write_text("{}", "utf-8")
        editor.dismiss_notifications()


def test_an_interpreter_that_is_none_is_told_once_and_replaced(editor: Workbench, example: Example) -> None:
    example("gru_last_step.py")
    settings = editor.folder / ".vscode" / "settings.json"
    try:
        settings.write_text(json.dumps({"shapelens.interpreter": "/nowhere/python"}), "utf-8")
        editor.wait_for_notification("/nowhere/python does not exist")
        editor.wait_for_status("ready")
        editor.wait_for_line(r"GRU\(64\).*\(None, 64\)")
    finally:
        settings.write_text("{}", "utf-8")
        editor.dismiss_notifications()
    editor.wait_for_status("ready")


def test_restart_starts_another_server(editor: Workbench, example: Example, profile: CodeServer) -> None:
    example("gru_last_step.py")
    editor.wait_for_line(r"GRU\(64\).*\(None, 64\)")
    (before,) = server_processes(profile)
    editor.run("Shapelens: Restart Server")
    wait_until(lambda: server_processes(profile) not in ([], [before]), lambda: "no other server runs")
    wait_until(lambda: before not in server_processes(profile), lambda: "the first server still runs")
    editor.wait_for_status("ready")
    editor.wait_for_line(r"GRU\(64\).*\(None, 64\)")


def test_a_server_that_dies_is_started_again(editor: Workbench, example: Example, profile: CodeServer) -> None:
    example("gru_last_step.py")
    editor.wait_for_line(r"GRU\(64\).*\(None, 64\)")
    (before,) = server_processes(profile)
    os.kill(before, signal.SIGKILL)
    editor.wait_for_notification("The Shapelens server stopped and is started again.")
    wait_until(lambda: server_processes(profile) not in ([], [before]), lambda: "no other server runs")
    editor.wait_for_status("ready")
    editor.wait_for_line(r"GRU\(64\).*\(None, 64\)")
    editor.dismiss_notifications()


def server_processes(profile: CodeServer) -> list[int]:
    """The processes of the servers that this profile's extension started."""
    table = subprocess.run(["ps", "-ww", "-eo", "pid=,args="], capture_output=True, text=True, check=True).stdout
    rows = [line.split(maxsplit=1) for line in table.splitlines()]
    return [int(pid) for pid, command in rows if str(profile.extensions) in command and command.endswith("launch.py")]
