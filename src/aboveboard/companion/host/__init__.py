"""What the computer gives: pictures of its screen, and the encoder that makes them small."""
