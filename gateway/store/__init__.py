"""Where everything is kept: rows in a database, media in session folders."""
