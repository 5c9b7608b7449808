"""The menus and their keys: every command once, and what can be done with what lies under the pointer."""
