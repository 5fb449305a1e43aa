"""ham-desktop: the window over the engine. The only package of the project that knows Qt."""
