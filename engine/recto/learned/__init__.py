"""What was learned and is shipped as data: files of weights, and the trees in them."""
