"""District funds: money of a district for small projects, who decides on it, and which pot fits."""
