/**
 * What people and programs are shown of the manager: one immutable {@link dev.mandor.manager.view.Overview}, made anew when
 * somebody asks, of what the deciding threads last left on the {@link dev.mandor.manager.view.Board}. Nothing here is ever waited for.
 */
package dev.mandor.manager.view;
