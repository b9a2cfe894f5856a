"""The pages: doors, views, templates, styles and scripts. Views stay thin: door, journey or query, template."""
