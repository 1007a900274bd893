"""What the tests through nginx, the browser tests and the load programs share."""
