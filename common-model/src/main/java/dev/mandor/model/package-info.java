/** What travels between a worker agent and the manager: types that cannot hold a bad value, and their wire format. */
package dev.mandor.model;
