"""The REST API of INTERFACES section 3: HTTP in, verbs of `hub.service` out, JSON back.

`gate` lets people in and keeps other sites' scripts out, `routes` has a module for each sort of
question, `answers` and `problems` write what goes back, `served` runs it all. FastAPI and uvicorn
appear here only. Nothing here decides who may see what (`hub.service.viewers` does), and nothing
here knows a framework or draws a page.
"""
