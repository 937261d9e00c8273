package org.case2fhir.extraction.context;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.case2fhir.document.Passage;
import org.case2fhir.mention.Mention;
import org.case2fhir.mention.Sentence;

/**
 * Reads what the sentences of a passage say of its mentions: context and relations.
 *
 * <p>Each sentence is read alone, in time linear in its length. Immutable, safe for use by several
 * threads; throws nothing on any text.
 */
public final class ContextReader {
  private static final ContextReader BUILT_IN = new ContextReader();

  private final ContextRules rules = new ContextRules(TriggerTable.builtIn());
  private final DeniedNames denied = new DeniedNames(TriggerTable.builtIn());
  private final RelationReader joins = new RelationReader(RelationWeights.builtIn());

  private ContextReader() {}

  /** With the rules and weights that come with the program. */
  public static ContextReader builtIn() {
    return BUILT_IN;
  }

  /**
   * Reads a passage.
   *
   * @param sentences in the order of the text
   * @param tagged the mentions as the tagger found them, each inside a sentence
   * @return with the same mentions in the order of the text, except that those which begin with a
   *     denial ("no fever") are without it, that numbers have their units, and that values and
   *     doses which stand untagged beside a test or a drug are added; each has a context
   */
  public PassageReading read(Passage passage, List<Sentence> sentences, List<Mention> tagged) {
    List<Mention> mentions = UntaggedSpans.complete(passage.text(), sentences, tagged);
    Map<Mention, Context> contexts = new HashMap<>();
    Map<Mention, Mention> bare = new HashMap<>();
    List<Relation> relations = new ArrayList<>();
    for (SentenceView sentence : SentenceViews.of(passage.text(), sentences, mentions)) {
      bare.putAll(denied.in(sentence));
      contexts.putAll(rules.read(sentence));
      relations.addAll(joins.read(sentence));
    }
    mentions.forEach(mention -> contexts.putIfAbsent(mention, Context.PLAIN));
    bare.forEach((whole, rest) -> contexts.put(rest, contexts.remove(whole)));
    return new PassageReading(
        passage,
        sentences,
        mentions.stream().map(mention -> bare.getOrDefault(mention, mention)).toList(),
        contexts,
        relations.stream().map(relation -> renamed(relation, bare)).toList());
  }

  private static Relation renamed(Relation relation, Map<Mention, Mention> bare) {
    return new Relation(
        relation.kind(),
        bare.getOrDefault(relation.head(), relation.head()),
        bare.getOrDefault(relation.detail(), relation.detail()));
  }
}
