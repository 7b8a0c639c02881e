"""Draws places: light and perspective in numpy, edges and figures in skia, in layers by depth."""
