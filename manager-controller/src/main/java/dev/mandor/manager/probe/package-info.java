/**
 * What clients get: real requests to the sites, through nginx, and to the fallback. It only tells. Nothing on the way from a heartbeat
 * to nginx knows this package, and none of its requests is ever waited for there.
 */
package dev.mandor.manager.probe;
