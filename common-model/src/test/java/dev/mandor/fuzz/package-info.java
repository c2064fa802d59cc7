/** What the fuzz tests share: inputs that are kept, and a mutator. */
package dev.mandor.fuzz;
