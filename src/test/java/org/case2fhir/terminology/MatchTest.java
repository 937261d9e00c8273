package org.case2fhir.terminology;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.case2fhir.model.Code;
import org.case2fhir.terminology.TermMatch.MatchKind;
import org.case2fhir.terminology.TermMatch.Qualifier;
import org.case2fhir.terminology.TermMatch.QualifierKind;
import org.case2fhir.terminology.TermMatch.Respelling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How words are recognised, and above all when they are not. */
class MatchTest {
  private final Vocabulary vocabulary = Vocabulary.builtIn();

  private TermMatch match(Domain domain, String text, String... context) {
    return vocabulary.match(domain, text, List.of(context)).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "FINDING~back pain~back pain~TERM",
        "FINDING~pain in the back~back pain~SYNONYM",
        "FINDING~back pains~back pain~NORMAL_FORM",
        "FINDING~telangiectasiae~telangiectasia~NORMAL_FORM",
        "FINDING~pain, pelvic~pelvic pain~WORD_ORDER",
        "FINDING~perforation of the nasal septum~nasal septum perforation~WORD_ORDER",
        "CONDITION~multiple endocrine neoplasia type I~type 1 multiple endocrine"
            + " neoplasia~EQUIVALENT",
        "CONDITION~diabetes mellitus type II~type 2 diabetes mellitus~EQUIVALENT",
        "CONDITION~severe pneumonia~pneumonia~QUALIFIED",
        "FINDING~sclerodactily~sclerodactyly~FUZZY",
        "FINDING~arthropaties~arthropathy~FUZZY",
        "FINDING~carpal tunel syndrome~carpal tunnel syndrome~FUZZY",
        "MEDICATION~azothioprine~azathioprine~FUZZY"
      })
  void tellsHowWordsWereRecognised(Domain domain, String text, String term, MatchKind kind) {
    assertThat(match(domain, text).term()).isEqualTo(term);
    assertThat(match(domain, text).kind()).isEqualTo(kind);
  }

  @ParameterizedTest
  @CsvSource({
    "MEDICATION,Doxil,466523",
    "MEDICATION,pegylated liposomal doxorubicin,466523",
    "MEDICATION,doxorubicin,3639",
    "MEDICATION,Exparel,1191504",
    "MEDICATION,Abraxane,589511",
    "REPORT,MRCP,37220-1",
    "REPORT,MR cholangiography,37219-3"
  })
  void aFormOfItsOwnHasACodeOfItsOwn(Domain domain, String text, String code) {
    assertThat(match(domain, text).codes()).extracting(Code::code).contains(code);
  }

  @ParameterizedTest
  @CsvSource({
    "completion thyroidectomy,13619001",
    "transabdominal splenectomy,234319005",
    "laparoscopic total gastrectomy,53442002",
    "total splenectomy,174776001"
  })
  void anOperationKeepsItsCodeWhateverItsExtentAndApproach(String text, String code) {
    assertThat(match(Domain.PROCEDURE, text).codes()).extracting(Code::code).contains(code);
  }

  @ParameterizedTest
  @ValueSource(strings = {"G-CSF", "rhG-CSF", "protein-bound paclitaxel", "LNG-IUS"})
  void aClassOrAnotherFormHasNotTheCodeOfTheSubstance(String text) {
    assertThat(vocabulary.match(Domain.MEDICATION, text, List.of())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "CONDITION,CREST,crest",
    "TEST,GOT,got",
    "TEST,AST,Ast",
    "PROCEDURE,TOE,toe",
    "PROCEDURE,TEE,tee"
  })
  void readsLettersInCapitalsOnlyAsTheyAreWritten(Domain domain, String capitals, String small) {
    assertThat(vocabulary.find(domain, capitals)).isNotEmpty();
    assertThat(vocabulary.find(domain, small)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "CONDITION,ganglion",
    "CONDITION,variceal bleeding",
    "FINDING,drug use",
    "FINDING,withdrawn",
    "FINDING,fell",
    "PROCEDURE,exam",
    "PROCEDURE,culture",
    "PROCEDURE,dissected",
    "TEST,bands",
    "MEDICATION,plasma",
    "MEDICATION,contrast",
    "MEDICATION,cortisol",
    "MEDICATION,pancreatic enzymes",
    "TEST,serum hemoglobin",
    "TEST,serum fibrinogen",
    "TEST,serum ACTH",
    "TEST,serum D-dimer",
    "TEST,serum ammonia",
    "TEST,pulmonary artery systolic pressure",
    "TEST,PASP"
  })
  void givesNoCodeToWordsThatSayLessOrMoreThanIt(Domain domain, String text) {
    assertThat(vocabulary.find(domain, text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "CONDITION,ganglion cyst,445008009",
    "CONDITION,right-sided heart failure,367363000",
    "CONDITION,left-sided heart failure,85232009",
    "BODY_SITE,right main pulmonary artery,78480002",
    "BODY_SITE,left main pulmonary artery,50408007",
    "TEST,right ventricular systolic pressure,276772001",
    "TEST,systolic pressure,8480-6",
    "TEST,chlorine level,2075-0"
  })
  void givesTheCodeOfTheWholeName(Domain domain, String text, String code) {
    assertThat(vocabulary.find(domain, text)).extracting(Code::code).contains(code);
  }

  @Test
  void splitsQualifiersOff() {
    TermMatch pain = match(Domain.FINDING, "severe left knee pain");
    assertThat(pain.term()).isEqualTo("knee pain");
    assertThat(pain.qualifiers())
        .containsExactlyInAnyOrder(
            new Qualifier(QualifierKind.LATERALITY, "left"),
            new Qualifier(QualifierKind.SEVERITY, "severe"));
    assertThat(vocabulary.find(Domain.FINDING, "severe left knee pain")).isEmpty();
  }

  @Test
  void givesNoAtcCodeToADrugThatIsNotTakenSystemically() {
    assertThat(match(Domain.MEDICATION, "topical dexamethasone").codes())
        .isNotEmpty()
        .extracting(Code::system)
        .doesNotContain(CodeSystem.ATC.uri());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "TSH value~3016-3",
        "serum haptoglobin levels~4542-7",
        "total bilirubin level~1975-2",
        "measurement of serum calcium~17861-6",
        "serum amylase activity~1798-8"
      })
  void takesWordsOffATestThatItsCodeSays(String text, String code) {
    assertThat(match(Domain.TEST, text).codes()).extracting(Code::code).containsExactly(code);
    assertThat(match(Domain.TEST, text).isWhole()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "urine ferritin",
        "CSF ferritin",
        "24-hour serum sodium",
        "fasting serum sodium level",
        "blood test",
        "urine test",
        "serum level",
        "blood sodium",
        "ferritin activity",
        "ferritin titer",
        "sodium count"
      })
  void takesNoWordOffATestThatItsCodesDoNotSay(String text) {
    assertThat(vocabulary.match(Domain.TEST, text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "CONDITION~underlying hypertension~hypertension",
        "CONDITION~known case of diabetes mellitus~diabetes mellitus",
        "MEDICATION~a course of prednisone~prednisone",
        "REPORT~chest X-ray findings~chest X-ray",
        "PROCEDURE~colonoscopy was performed~colonoscopy"
      })
  void takesWordsOffThatSayNothingMore(Domain domain, String text, String term) {
    assertThat(match(domain, text).term()).isEqualTo(term);
    assertThat(match(domain, text).isWhole()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "MEDICATION~iron deficiency therapy",
        "MEDICATION~insulin resistance treatment",
        "MEDICATION~prednisone and azathioprine therapy",
        "PROCEDURE~adjuvant therapy",
        "CONDITION~signs of hypertension",
        "CONDITION~suspected hypertension",
        "REPORT~findings"
      })
  void takesNoWordOffThatMatters(Domain domain, String text) {
    assertThat(vocabulary.match(domain, text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "MEDICATION~oseltamivir phosphate~oseltamivir",
        "MEDICATION~levothyroxine sodium hydrate~levothyroxine",
        "MEDICATION~intravenous methylprednisolone sodium succinate~methylprednisolone",
        "MEDICATION~potassium chloride~potassium chloride",
        "FINDING~exophthalmoses~proptosis",
        "CONDITION~anti-phospholipid syndrome~antiphospholipid syndrome",
        "TEST~SPO 2~oxygen saturation by pulse oximetry",
        "TEST~potassium levels of~potassium",
        "TEST~levels of potassium~potassium",
        "TEST~serum potassium concentration~potassium",
        "FINDING~vertigo attacks~vertigo"
      })
  void seesThroughSaltsPluralsHyphensAndLevels(Domain domain, String text, String term) {
    assertThat(match(domain, text).term()).isEqualTo(term);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "MEDICATION~potassium succinate",
        "MEDICATION~calcium orotate",
        "CONDITION~diabetes 2",
        "PROCEDURE~physical therapy evaluation"
      })
  void takesNoPartOfANameForASalt(Domain domain, String text) {
    assertThat(vocabulary.match(domain, text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "FINDING~cone-rod dystrophy~rod-cone dystrophy",
        "PROCEDURE~reduction of open fracture~open reduction of fracture",
        "FINDING~cytoplasmic antineutrophil antibody positivity~ANCA positivity"
      })
  void keepsTheOrderThatMeansSomethingElse(Domain domain, String one, String other) {
    assertThat(match(domain, one).codes()).isNotEqualTo(match(domain, other).codes());
  }

  @Test
  void tellsBothSpellings() {
    assertThat(match(Domain.FINDING, "Carpal Tunel syndrome").respelling())
        .contains(new Respelling("Tunel", "tunnel"));
    assertThat(vocabulary.find(Domain.FINDING, "carpal tunel syndrome")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "CONDITION~MS~optic neuritis~multiple sclerosis",
        "CONDITION~MS~diastolic murmur~mitral stenosis",
        "CONDITION~severe AS~systolic murmur~aortic stenosis",
        "CONDITION~RA~swollen joints~rheumatoid arthritis",
        "TEST~PT~~prothrombin time"
      })
  void understandsAbbreviationsByContext(Domain domain, String text, String context, String term) {
    assertThat(match(domain, text, context == null ? "" : context).term()).isEqualTo(term);
  }

  @ParameterizedTest
  @ValueSource(strings = {"MS", "RA", "PE", "AS", "as", "ra", "CP", "MI", "AML", "PD"})
  void leavesAbbreviationsWithoutContextAlone(String text) {
    assertThat(vocabulary.match(Domain.CONDITION, text)).isEmpty();
  }

  @Test
  void leavesAbbreviationsWithTwoContextsAlone() {
    assertThat(vocabulary.match(Domain.CONDITION, "MS", List.of("murmur", "demyelination")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "FINDING~hyptension",
        "FINDING~hypotention and more",
        "MEDICATION~hydralazide",
        "MEDICATION~prednisole",
        "BODY_SITE~ilium wing",
        "PROCEDURE~gastrotomy",
        "FINDING~hemophilia B and C",
        "FINDING~dysphasia",
        "FINDING~angina pectora",
        "MEDICATION~chlorpropamide tabs",
        "CONDITION~acute leukemia of cats",
        "CONDITION~hepatitis",
        "CONDITION~severe combined immunodeficiency disease of mice"
      })
  void doesNotGuess(Domain domain, String text) {
    Optional<TermMatch> found = vocabulary.match(domain, text);
    assertThat(found.flatMap(TermMatch::respelling)).isEmpty();
  }

  @Test
  void neverCorrectsARealWordIntoAnother() {
    for (String pair :
        List.of(
            "hypertension hypotension",
            "hydroxyzine hydralazine",
            "cefuroxime cefotaxime",
            "prednisone prednisolone",
            "ileum ilium",
            "hyperkalemia hypokalemia")) {
      String[] words = pair.split(" ");
      for (Domain domain : Domain.values()) {
        assertThat(codes(domain, words[0]))
            .as(domain + ": " + pair)
            .matches(codes -> codes.isEmpty() || !codes.equals(codes(domain, words[1])));
      }
    }
  }

  private List<Code> codes(Domain domain, String text) {
    return vocabulary.match(domain, text).map(TermMatch::codes).orElse(List.of());
  }

  @Test
  void hepatitisAIsNoHepatitisWithAnArticle() {
    assertThat(match(Domain.CONDITION, "hepatitis A").codes())
        .isNotEqualTo(codes(Domain.CONDITION, "hepatitis"));
    assertThat(codes(Domain.CONDITION, "hemophilia"))
        .isNotEqualTo(match(Domain.CONDITION, "hemophilia A").codes());
  }

  @Property(tries = 2000)
  void neverStripsWordsThatChangeTheMeaning(
      @ForAll("problems") String term, @ForAll("changing") String change) {
    String text = change + " " + term;
    vocabulary
        .match(Domain.CONDITION, text)
        .ifPresent(match -> assertThat(mentions(match.matched(), change)).as(text).isTrue());
  }

  /** "History of diabetes" may be a term of its own; then it says so itself. */
  private static boolean mentions(String matched, String change) {
    String key = " " + TextForm.of(matched) + " ";
    return key.contains(" " + TextForm.of(change).split(" ")[0]);
  }

  @Property(tries = 2000)
  void neverDropsAWordItDoesNotKnow(
      @ForAll("problems") String term, @ForAll("letters") String word) {
    assertThat(vocabulary.match(Domain.CONDITION, term + " x" + word + "q")).isEmpty();
    assertThat(vocabulary.match(Domain.CONDITION, "zx" + word + " " + term)).isEmpty();
  }

  @Property(tries = 1000)
  void isTheSameForPluralCaseAndHyphen(@ForAll("problems") String term) {
    Optional<String> found = vocabulary.match(Domain.CONDITION, term).map(TermMatch::term);
    assertThat(vocabulary.match(Domain.CONDITION, "  " + term + " ").map(TermMatch::term))
        .isEqualTo(found);
    assertThat(vocabulary.match(Domain.CONDITION, term.replace('-', ' ')).map(TermMatch::term))
        .isEqualTo(found);
  }

  @Property
  void neverThrows(@ForAll Domain domain, @ForAll String text, @ForAll String context) {
    assertThat(vocabulary.match(domain, text, List.of(context))).isNotNull();
  }

  @Provide
  Arbitrary<String> problems() {
    return Arbitraries.of(vocabulary.terms(Domain.CONDITION).toList());
  }

  @Provide
  Arbitrary<String> letters() {
    return Arbitraries.strings().withCharRange('a', 'z').ofMinLength(2).ofMaxLength(12);
  }

  @Provide
  Arbitrary<String> changing() {
    return Arbitraries.of(
        "no",
        "not",
        "without",
        "history of",
        "family history of",
        "risk of",
        "prevention of",
        "post",
        "pseudo",
        "non",
        "anti",
        "suspected",
        "possible",
        "ruled out",
        "negative for",
        "denies",
        "absence of",
        "mother with",
        "treatment of",
        "screening for",
        "resolved",
        "pre",
        "exposure to",
        "fear of",
        "resembling",
        "?",
        "rule out",
        "congenital",
        "drug-induced");
  }
}
