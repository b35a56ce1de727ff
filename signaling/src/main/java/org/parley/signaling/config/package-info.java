/**
 * The configuration: one typed, immutable record per component, read once at start from a YAML
 * file, the environment and the command line. Knows no other package; nothing looks a setting up
 * later.
 */
@NullMarked
package org.parley.signaling.config;

import org.jspecify.annotations.NullMarked;
