// A shim over libpng's low-level interface, whose errors are long jumps that Swift cannot catch.
#pragma once
