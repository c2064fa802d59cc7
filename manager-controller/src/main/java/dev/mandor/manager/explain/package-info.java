/**
 * Why a plan is as it is and what would change it, made of the snapshot and the policies of the core when somebody asks. Nothing is
 * decided here. An {@link dev.mandor.manager.explain.Explanation} is what {@code /api/v1/explain} answers and
 * {@code manager explain} prints.
 */
package dev.mandor.manager.explain;
