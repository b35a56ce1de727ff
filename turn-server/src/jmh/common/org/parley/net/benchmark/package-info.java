/**
 * How the benchmarks are measured. Each lies in the package of what it measures; {@code
 * bin/benchmark} runs them.
 */
@NullMarked
package org.parley.net.benchmark;

import org.jspecify.annotations.NullMarked;
