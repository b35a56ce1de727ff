/**
 * What a run has measured, and how it is shown: a table, JSON, the history of earlier runs, a chart
 * and a report. Values without threads; only {@link org.parley.signaling.bench.result.History} and
 * {@link org.parley.signaling.bench.result.Report} touch files.
 */
@NullMarked
package org.parley.signaling.bench.result;

import org.jspecify.annotations.NullMarked;
