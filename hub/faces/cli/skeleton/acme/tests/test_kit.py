from hub.testing.test_laws import test_law as test_law
