"""Native gangs on upstream's scheduler, as a user makes them: `hub gang inject`, `hub submit`."""
