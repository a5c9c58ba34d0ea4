"""Forms: what may be typed into them, the objects that they make, and whether a real API server takes these.

``schemas/`` holds the frameworks' CustomResourceDefinitions in the versions that the forms name: the stored
version of each, without descriptions.
"""
