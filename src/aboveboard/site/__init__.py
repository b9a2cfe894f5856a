"""The composition root of the server: settings, URLs, the ASGI application, and the demo."""
