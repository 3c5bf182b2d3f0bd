"""Settings, addresses, commands and the demo; knows every domain and is imported by none."""
