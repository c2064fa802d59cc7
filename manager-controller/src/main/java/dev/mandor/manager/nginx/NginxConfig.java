package dev.mandor.manager.nginx;

/**
 * The whole text of the file that nginx includes. Two that are equal need no reload between them.
 *
 * @param version lower-case hex digits, of the same number for all versions; stands in the text behind a quotation mark, and
 *     is what nginx answers to {@code GET /.mandor/version} from its own machine while it runs this file
 */
public record NginxConfig(String text, String version) {}
