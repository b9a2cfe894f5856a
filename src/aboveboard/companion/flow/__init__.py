"""The conversation at the customer's end: join, meet, agree, show, stop. No screen and no window in here."""
