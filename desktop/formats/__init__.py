"""Image formats that need a library of their own: HEIC (extra `heic`) and DICOM (extra `dicom`).

A file is known by its first bytes, whatever its name; where the library is missing the reason says which extra brings
it. `desktop.images` does everything else: the frame given here goes through the same rules as a JPEG.
"""
