"""The few addresses that programs use: the customer's end joins here. No cookie counts and none is set."""
