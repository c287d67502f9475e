// 24-bit colours for terminals whose description has none.
#pragma once

/// The description of a terminal type, but with 24-bit colours, as ncurses takes one from $TERMINFO;
/// to be freed. NULL when there is none.
///
/// Few machines have such descriptions, and those are of few terminals.
char *direct_description(const char *terminal);
