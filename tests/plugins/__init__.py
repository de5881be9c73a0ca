"""Pages of real dev servers are realms; what is built for others has nothing of us."""
