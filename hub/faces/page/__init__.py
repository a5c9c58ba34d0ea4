"""The live page, drawn with NiceGUI: the table of workloads, one workload's details, new workloads.

What it shows comes from the API and from `hub.service`, with the viewer's own rights. NiceGUI appears
here only; what a filter means, who may see what and what an action does is decided elsewhere. Every
word that a cluster says reaches the browser as text, never as markup.
"""
