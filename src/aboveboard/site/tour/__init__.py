"""The tour: one whole case played against the running product, over real HTTP, WebSockets and SMTP."""
