"""Wild input at every door: files, addresses, parameters.

One module a door. A case that is refused must be refused with words; nothing may crash, hang or
fill the memory. Every test run takes a few cases, always the same ones; ``make fuzz`` takes forty
times as many, new ones each time. A door that is added gets a module of its own here.
"""
