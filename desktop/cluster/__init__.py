"""Archives of millions of images, on the workers of a Dask cluster or the processes of this machine.

    sources -> parts -> [worker: fetch, decode, infer] -> parts on disk -> the results table

The work on an image is `desktop.engine.pipeline`'s, as everywhere; this package divides a source into parts, hands them
out, and puts the answers together. Everything here needs the extra `cluster`, and nothing outside imports it before
`ham-classify --cluster` is asked for. The choice of the engine: docs/scale.md.
"""
