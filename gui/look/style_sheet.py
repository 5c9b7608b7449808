"""The style sheet: flat controls with hairlines, measured in the font's own size so that it scales with it.

`$line` parts what lies side by side and may be faint; `$outline` is the edge of what can be used, and reaches 3:1.
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

# Lengths are em. The only pixels are hairlines and their radius, which Qt scales with the screen.
_SHEET = Template(
    """
QMainWindow, QDialog { background: $window; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QToolTip { background: $raised; color: $text; border: 1px solid $line; padding: 0.3em; }
QStatusBar { background: $window; color: $muted; border-top: 1px solid $line; }
QStatusBar::item { border: none; }
QMenuBar { background: $window; border-bottom: 1px solid $line; }
QMenuBar::item { padding: 0.25em 0.6em; background: transparent; }
QMenuBar::item:selected { background: $raised; }
QMenu { background: $surface; color: $text; border: 1px solid $outline; padding: 0.2em 0; }
QMenu::item { padding: 0.25em 2em 0.25em 1.2em; }
QMenu::item:selected { background: $accent; color: $on_accent; }
QMenu::item:disabled { color: $muted; background: transparent; }
QMenu::separator { height: 1px; background: $line; margin: 0.2em 0; }
QMenu::indicator { width: 0.85em; height: 0.85em; left: 0.5em; border: 1px solid $outline; background: $surface; }
QMenu::indicator:non-exclusive { border-radius: 2px; }
QMenu::indicator:exclusive { border-radius: 0.4em; }
QMenu::indicator:checked { border-color: $accent; background: $accent; image: url(beamsideicons:tick-$name.svg); }
QMenu::indicator:selected { border-color: $on_accent; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QDateEdit {
    background: $surface; color: $text; border: 1px solid $outline; border-radius: 3px; padding: 0.2em 0.35em;
    selection-background-color: $accent; selection-color: $on_accent;
}
QLineEdit:hover, QComboBox:hover { border-color: $text; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QDateEdit:focus { border: 1px solid $focus; }
QLineEdit[problem="true"], QComboBox[problem="true"] { border: 1px solid $not_met; }
QLineEdit:read-only {
    background: transparent; border-color: transparent; border-bottom: 1px dotted $muted; border-radius: 0;
}
QComboBox::drop-down { border: none; width: 1.5em; }
QComboBox::down-arrow { image: url(beamsideicons:chevron-$name.svg); width: 0.8em; height: 0.8em; }
QComboBox::down-arrow:disabled { image: none; }
QToolButton::menu-indicator {
    image: url(beamsideicons:chevron-$name.svg); width: 0.6em; height: 0.6em;
    subcontrol-origin: padding; subcontrol-position: center right; right: 0.2em;
}
QComboBox:disabled { background: transparent; color: $text; border-color: transparent; }

QPushButton, QToolButton {
    background: $surface; color: $text; border: 1px solid $outline; border-radius: 3px; padding: 0.22em 0.8em;
}
QToolButton { padding: 0.22em 0.5em; }
QToolButton:focus, QPushButton:focus { border: 1px solid $focus; }
QPushButton:hover, QToolButton:hover { background: $raised; }
QPushButton:pressed, QToolButton:pressed { background: $line; }
QPushButton:default { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton:disabled, QToolButton:disabled { color: $muted; background: $window; }
QToolButton:checked { background: $raised; border-color: $accent; color: $accent; }
QFrame[role="meeting"] { border: none; border-bottom: 1px solid $line; }
QFrame[role="meeting"] QToolButton { padding: 0.12em 0.6em; }
QToolButton[flat="true"], QPushButton[flat="true"] { background: transparent; border: 1px solid transparent; }
QToolButton[flat="true"]:hover, QPushButton[flat="true"]:hover { background: $raised; }
QToolButton[flat="true"]:focus, QPushButton[flat="true"]:focus { border: 1px solid $focus; }

QPushButton[chip] { padding: 0.12em 0.6em; }
QPushButton[chip="value"]:checked { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton[chip="value"]:checked:focus { border: 2px solid $focus; }
QPushButton[chip="value"]:checked:disabled { background: $muted; color: $surface; border-color: $muted; }
QPushButton[chip="unknown"]:checked { background: $raised; color: $text; border-color: $muted; }
QPushButton[chip="unknown"]:focus { border-color: $focus; }
QPushButton[chip]:hover { border-color: $text; }
QPushButton[fold="true"] { padding: 0.1em 0; }
QPushButton[answer="true"] { padding: 0.1em 0.6em; color: $accent; }
QToolButton[unit] { padding: 0.1em 0.2em; color: $muted; }
QToolButton[unit="switch"] { color: $accent; padding-right: 1em; }
QToolButton[unit="fixed"]:disabled { background: transparent; }
QLabel[role="heading"] { font-weight: 600; }
QWidget[role="group"] { border-bottom: 1px solid $line; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="problem"] { color: $not_met; }
QLabel[role="question"], QPushButton[role="question"] { color: $borderline; }
QFrame[role="strip"] { background: $surface; border: none; border-top: 1px solid $line; }
QFrame[role="message"] {
    background: $raised; border: none; border-bottom: 1px solid $line; border-left: 4px solid $accent;
}
QFrame[tone="question"] { border-left-color: $borderline; }
QFrame[tone="problem"] { border-left-color: $not_met; }

QCheckBox { spacing: 0.4em; }
QCheckBox::indicator, QListView::indicator {
    width: 0.85em; height: 0.85em; border: 1px solid $outline; border-radius: 2px; background: $surface;
}
QCheckBox::indicator:hover { border-color: $text; }
QCheckBox::indicator:checked, QListView::indicator:checked {
    border-color: $accent; background: $accent; image: url(beamsideicons:tick-$name.svg);
}
QCheckBox::indicator:focus { border: 2px solid $focus; }
QCheckBox::indicator:disabled { border-color: $line; background: $window; }

QTabBar { background: $window; }
QTabBar::tab {
    background: transparent; color: $muted; padding: 0.4em 0.9em; border: none; border-bottom: 2px solid transparent;
}
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:focus { color: $accent; }
QTabBar QToolButton { padding: 0; border: none; background: $window; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }

QHeaderView::section {
    background: $raised; color: $muted; border: none; border-bottom: 1px solid $line; padding: 0.25em 0.4em;
}
QTableCornerButton::section { background: $raised; border: none; border-bottom: 1px solid $line; }
QTableView, QTreeView, QListView { background: $surface; border: 1px solid $line; }
QSplitter::handle { background: $line; }
QSplitter::handle:hover { background: $accent; }
QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 0.8em; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 0.8em; margin: 0; }
QScrollBar::handle { background: $outline; border-radius: 0.3em; min-height: 2em; min-width: 2em; margin: 0.1em; }
QScrollBar::handle:hover { background: $text; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QProgressBar { background: $raised; border: 1px solid $outline; border-radius: 3px; text-align: center; }
QProgressBar::chunk { background: $accent; }
"""
)


def style_sheet(colours: Mapping[str, object]) -> str:
    """Return the application's style sheet in these colours, by what they mean."""
    return _SHEET.substitute(colours)
