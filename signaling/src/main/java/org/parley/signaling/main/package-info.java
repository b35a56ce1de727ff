/**
 * The program: command line, logging, and what starts and stops in which order. The one place that
 * knows every part.
 */
@NullMarked
package org.parley.signaling.main;

import org.jspecify.annotations.NullMarked;
