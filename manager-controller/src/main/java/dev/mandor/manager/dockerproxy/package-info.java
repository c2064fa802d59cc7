/**
 * A proxy before Docker's socket, run by {@code manager docker-proxy} as a process and user of its own, so that the manager
 * can do without that socket. One request goes one way: {@link dev.mandor.manager.dockerproxy.EngineRequest} (as it was read),
 * {@link dev.mandor.manager.dockerproxy.AllowedRequests} (whether it may pass, and in which words), {@link
 * dev.mandor.manager.dockerproxy.DockerProxy} (there, and the answer back).
 */
package dev.mandor.manager.dockerproxy;
