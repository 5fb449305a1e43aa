"""From answers to figures: calibration, operating points, unfamiliarity, scores with intervals, subgroups."""
