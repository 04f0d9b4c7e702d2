"""Inputs that nobody would send by mistake, and what has to hold for each of them.

    ./run fuzz [TRIES]          a share of the tries for each kind of input; stops at the first finding
    ./run fuzz --again FILE     the input of a finding, once more

A kind of input is a module: `made` makes one out of chance, as bytes; `tried` raises where something
does not hold.

releases         any bytes under any name -> read, and drafted: one line that a person can mend, or a release
campaign_files   any text as a campaign file -> parsed and compiled: the same, and no markup of its own
contacts         any values of one person -> filled, joined, sent: values, never structure
"""
