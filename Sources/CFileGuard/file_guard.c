#include "file_guard.h"
