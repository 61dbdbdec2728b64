"""Pages that gather: public start, district page, staff start."""
