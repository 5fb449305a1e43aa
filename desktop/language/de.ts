<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
    <context>
        <name>window</name>
        <message>
            <location filename="../../desktop/gui/compare/controller.py" />
            <source>  ·  ⚠ Refer</source>
            <translation>  ·  ⚠ Überweisen</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/export/controller.py" />
            <source> These are the rows so far: {n:,} images had no answer yet.</source>
            <extracomment>of one:  These are the rows so far: {n:,} image had no answer yet.</extracomment>
            <translation>
                <numerusform> Dies sind die Zeilen bis jetzt: {n:,} Bild hatte noch keine Antwort.</numerusform>
                <numerusform> Dies sind die Zeilen bis jetzt: {n:,} Bilder hatten noch keine Antwort.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source> and </source>
            <translation> und </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source> days</source>
            <translation> Tage</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source> {n:,} stay as they are.</source>
            <extracomment>of one:  {n:,} stays as it is.</extracomment>
            <translation>
                <numerusform> {n:,} bleibt, wie es ist.</numerusform>
                <numerusform> {n:,} bleiben, wie sie sind.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;About…</source>
            <translation>Ü&amp;ber…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Agreement…</source>
            <translation>Üb&amp;ereinstimmung…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Cancel run</source>
            <translation>Lauf &amp;abbrechen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>&amp;Colours</source>
            <translation>&amp;Farben</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Compare images</source>
            <translation>&amp;Bilder vergleichen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_dialog.py" />
            <source>&amp;Copy</source>
            <translation>&amp;Kopieren</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/dialog.py" />
            <source>&amp;Copy card</source>
            <translation>Karte &amp;kopieren</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Dark colours</source>
            <translation>&amp;Dunkle Farben</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/sort_menu.py" />
            <source>&amp;Descending</source>
            <translation>&amp;Absteigend</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Edit</source>
            <translation>&amp;Bearbeiten</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Export…</source>
            <translation>Ex&amp;portieren…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;File</source>
            <translation>&amp;Datei</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Find…</source>
            <translation>&amp;Suchen…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Full screen</source>
            <translation>&amp;Vollbild</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>&amp;General</source>
            <translation>A&amp;llgemein</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Grid</source>
            <translation>&amp;Raster</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Heat map</source>
            <translation>&amp;Heatmap</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Help</source>
            <translation>&amp;Hilfe</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Keys…</source>
            <translation>&amp;Tasten…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>&amp;Language</source>
            <translation>&amp;Sprache</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/size_menu.py" />
            <source>&amp;Large</source>
            <translation>&amp;Groß</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Light colours</source>
            <translation>He&amp;lle Farben</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/size_menu.py" />
            <source>&amp;Medium</source>
            <translation>&amp;Mittel</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Model…</source>
            <translation>&amp;Modell…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;New study</source>
            <translation>&amp;Neue Studie</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>&amp;Numbers</source>
            <translation>&amp;Zahlen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/dialog.py" />
            <source>&amp;Open another model…</source>
            <translation>Anderes Modell ö&amp;ffnen…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/sort_menu.py" />
            <source>&amp;Order of the folder</source>
            <translation>&amp;Reihenfolge des Ordners</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Pause or resume run</source>
            <translation>Lauf &amp;pausieren oder fortsetzen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>&amp;Prevalence</source>
            <translation>&amp;Prävalenz</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Quit</source>
            <translation>Been&amp;den</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Recent studies</source>
            <translation>&amp;Zuletzt geöffnete Studien</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>&amp;Runs on</source>
            <translation>&amp;Rechnet auf</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Save results…</source>
            <translation>E&amp;rgebnisse speichern…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_dialog.py" />
            <source>&amp;Save…</source>
            <translation>&amp;Speichern…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Settings…</source>
            <translation>&amp;Einstellungen…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_page.py" />
            <source>&amp;Shares that you type, 0 to 1; what is left is divided as in training</source>
            <translation>&amp;Eingetippte Anteile, 0 bis 1; der Rest wird wie im Training aufgeteilt</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/size_menu.py" />
            <source>&amp;Small</source>
            <translation>&amp;Klein</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Sort by</source>
            <translation>&amp;Sortieren nach</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;Table</source>
            <translation>&amp;Tabelle</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>&amp;Threads</source>
            <translation>&amp;Threads</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <location filename="../../desktop/gui/review/controller.py" />
            <source>&amp;Undo</source>
            <translation>&amp;Rückgängig</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_page.py" />
            <source>&amp;Uniform: every diagnosis alike</source>
            <translation>Gleich&amp;verteilt: jede Diagnose gleich oft</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>&amp;View</source>
            <translation>&amp;Ansicht</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>&amp;Views of each image</source>
            <translation>&amp;Ansichten jedes Bildes</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/sort_menu.py" />
            <source>&amp;{number}  {title}</source>
            <translation>&amp;{number}  {title}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/columns.py" />
            <source>(confidence {confidence})</source>
            <translation>(Sicherheit {confidence})</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <source>(from validation)</source>
            <translation>(aus der Validierung)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>+, - and Z in the image</source>
            <translation>+, - und Z im Bild</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/controller.py" />
            <source>, refer: no</source>
            <translation>, überweisen: nein</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/controller.py" />
            <source>, refer: yes</source>
            <translation>, überweisen: ja</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>1 to {last}</source>
            <translation>1 bis {last}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>1: as it is</source>
            <translation>1: wie es ist</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>2: and mirrored</source>
            <translation>2: und gespiegelt</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>4: and upside down</source>
            <translation>4: und kopfüber</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>8: and turned by quarters</source>
            <translation>8: und um Viertel gedreht</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>; by image, so that lesions leak from training into test</source>
            <translation>; nach Bildern, sodass Läsionen vom Training in den Test gelangen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>; images of one lesion are all in one part</source>
            <translation>; Bilder einer Läsion sind alle in einem Teil</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/controller.py" />
            <source>; {count:,} unfamiliar or failed left out</source>
            <translation>; fremdartige oder fehlgeschlagene nicht mitgezählt: {count:,}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>&lt;h3&gt;{title} {version}&lt;/h3&gt;&lt;p&gt;Classifies dermatoscopic images with one model file, on this computer alone: nothing is sent anywhere, and images are only read.&lt;/p&gt;&lt;p&gt;&lt;b&gt;{notice}.&lt;/b&gt; It has not been evaluated for diagnosis, and no result may guide the care of a patient.&lt;/p&gt;&lt;p&gt;Qt {qt}, ONNX Runtime {runtime}. MIT licence; a model's licence stands in its card.&lt;/p&gt;</source>
            <translation>&lt;h3&gt;{title} {version}&lt;/h3&gt;&lt;p&gt;Klassifiziert dermatoskopische Bilder mit einer Modelldatei, allein auf diesem Rechner: nichts wird irgendwohin gesendet, und Bilder werden nur gelesen.&lt;/p&gt;&lt;p&gt;&lt;b&gt;{notice}.&lt;/b&gt; Es wurde nicht für die Diagnose geprüft, und kein Ergebnis darf die Versorgung eines Patienten leiten.&lt;/p&gt;&lt;p&gt;Qt {qt}, ONNX Runtime {runtime}. MIT-Lizenz; die Lizenz eines Modells steht in seiner Karte.&lt;/p&gt;</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/dialog.py" />
            <source>&lt;p&gt;No model is open. Open an .onnx file that ham-export wrote, or drop it here.&lt;/p&gt;</source>
            <translation>&lt;p&gt;Kein Modell ist offen. Öffnen Sie eine von ham-export geschriebene .onnx-Datei, oder legen Sie sie hier ab.&lt;/p&gt;</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_dialog.py" />
            <source>&lt;p&gt;Open a model first: its classes are what diagnoses are compared by.&lt;/p&gt;</source>
            <translation>&lt;p&gt;Öffnen Sie zuerst ein Modell: nach seinen Klassen werden Diagnosen verglichen.&lt;/p&gt;</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>A &amp;pattern on the name, as a regular expression</source>
            <translation>Ein &amp;Muster auf den Namen, als regulärer Ausdruck</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>A &amp;table (CSV) names them, in columns image_id and lesion_id</source>
            <translation>Eine &amp;Tabelle (CSV) nennt sie, in den Spalten image_id und lesion_id</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>A &amp;table (CSV) names them, in columns image_id and patient_id</source>
            <translation>Eine &amp;Tabelle (CSV) nennt sie, in den Spalten image_id und patient_id</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export_kinds.py" />
            <source>A CSV file that Excel and others open with a double click.</source>
            <translation>Eine CSV-Datei, die Excel und andere mit einem Doppelklick öffnen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>A CSV file with the images' known diagnoses</source>
            <translation>Eine CSV-Datei mit den bekannten Diagnosen der Bilder</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/reviews.py" />
            <source>A change of the study is not on the disk yet and is tried again every few seconds: {why}</source>
            <translation>Eine Änderung der Studie ist noch nicht auf der Festplatte und wird alle paar Sekunden erneut versucht: {why}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export_kinds.py" />
            <source>A folder for each diagnosis. The originals stay as they are.</source>
            <translation>Ein Ordner für jede Diagnose. Die Originale bleiben, wie sie sind.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>A heat map beside the model's answer</source>
            <translation>Eine Heatmap neben der Antwort des Modells</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/picture_export.py" />
            <source>A heat map can be saved of an image that was read, while its model is open.</source>
            <translation>Eine Heatmap lässt sich von einem gelesenen Bild speichern, solange sein Modell offen ist.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>A note</source>
            <translation>Eine Notiz</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>A pixel of the screen for each of the image</source>
            <translation>Ein Pixel des Bildschirms für jedes des Bildes</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/controller.py" />
            <source>A spreadsheet holds {most:,} rows and these are {rows:,}; export the plain table, or select fewer rows.</source>
            <translation>Eine Tabellenkalkulation fasst {most:,} Zeilen, und dies sind {rows:,}; exportieren Sie die einfache Tabelle, oder wählen Sie weniger Zeilen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>About {title}</source>
            <translation>Über {title}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Accuracy</source>
            <translation>Genauigkeit</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Age</source>
            <translation>Alter</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_dialog.py" />
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>Agreement</source>
            <translation>Übereinstimmung</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_dialog.py" />
            <source>Agreement of the model with the diagnoses</source>
            <translation>Übereinstimmung des Modells mit den Diagnosen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/side_dialogs.py" />
            <source>Agreement saved to {path}.</source>
            <translation>Übereinstimmung gespeichert in {path}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Agrees</source>
            <translation>Stimmt überein</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Aided: the model's answer beside each image</source>
            <translation>Mit Hilfe: die Antwort des Modells neben jedem Bild</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/dialog.py" />
            <location filename="../../desktop/gui/session/row.py" />
            <source>All</source>
            <translation>Alle</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>All images</source>
            <translation>Alle Bilder</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/moved.py" />
            <source>All images are where they were.</source>
            <translation>Alle Bilder sind an ihrem Ort.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/controller.py" />
            <source>All images shown here are reviewed.</source>
            <translation>Alle hier gezeigten Bilder sind beurteilt.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>All of the image</source>
            <translation>Das ganze Bild</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/session/worker.py" />
            <source>All {n:,} images are in the list already.</source>
            <extracomment>of one: This image is in the list already.</extracomment>
            <translation>
                <numerusform>Dieses Bild ist schon in der Liste.</numerusform>
                <numerusform>Alle {n:,} Bilder sind schon in der Liste.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Also in tables exported for spreadsheets.</source>
            <translation>Auch in Tabellen, die für Tabellenkalkulationen exportiert werden.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>Alt+1 to Alt+5</source>
            <translation>Alt+1 bis Alt+5</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>An .onnx file written by ham-export; it can also be dropped here</source>
            <translation>Eine von ham-export geschriebene .onnx-Datei; sie lässt sich auch hier ablegen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export_kinds.py" />
            <source>An object for each image, for programs.</source>
            <translation>Ein Objekt für jedes Bild, für Programme.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/open_studies.py" />
            <source>Another study was opened meanwhile; nothing was done.</source>
            <translation>Inzwischen wurde eine andere Studie geöffnet; nichts wurde getan.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/page.py" />
            <source>Answer {number} of {steps}</source>
            <translation>Antwort {number} von {steps}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/window.py" />
            <source>Answers (*{suffix})</source>
            <translation>Antworten (*{suffix})</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Answers may be changed within a session</source>
            <translation>Antworten dürfen innerhalb einer Sitzung geändert werden</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/handover_bar.py" />
            <source>Answers whose largest probability is below {confidence:.2f}: {share} of held-out images, where the answers to the others were right in {right}. It does not hold for a folder that is unlike them.</source>
            <translation>Antworten, deren größte Wahrscheinlichkeit unter {confidence:.2f} liegt: {share} der zurückgehaltenen Bilder, bei denen die Antworten zu den übrigen in {right} richtig waren. Für einen Ordner, der anders ist, gilt das nicht.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>Arrow keys</source>
            <translation>Pfeiltasten</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>Arrow keys in an enlarged image</source>
            <translation>Pfeiltasten in einem vergrößerten Bild</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_page.py" />
            <source>As among the &amp;training images: the model's own numbers</source>
            <translation>Wie unter den &amp;Trainingsbildern: die eigenen Zahlen des Modells</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/column_menu.py" />
            <source>As at first</source>
            <translation>Wie am Anfang</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>As ham-classify draws it, with a scale</source>
            <translation>So wie ham-classify sie zeichnet, mit einer Skala</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export_kinds.py" />
            <source>As ham-classify writes it, with a record of the run beside it.</source>
            <translation>So wie ham-classify sie schreibt, mit einem Protokoll des Laufs daneben.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>As the system</source>
            <translation>Wie das System</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>As the system: {language}</source>
            <translation>Wie das System: {language}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/dialog.py" />
            <source>Ask the network the file's own questions and compare its answers</source>
            <translation>Dem Netz die Fragen der Datei stellen und seine Antworten vergleichen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Asked</source>
            <translation>Gefragt</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/dialog.py" />
            <source>Asking the network…</source>
            <translation>Das Netz wird gefragt…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Automatic</source>
            <translation>Automatisch</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Automatic: measured once on this computer.</source>
            <translation>Automatisch: einmal auf diesem Rechner gemessen.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Automatic: one for each of {n} cores.</source>
            <extracomment>of one: Automatic: one for each of {n} core.</extracomment>
            <translation>
                <numerusform>Automatisch: einer für {n} Kern.</numerusform>
                <numerusform>Automatisch: einer für jeden von {n} Kernen.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Automatic: the fastest that works</source>
            <translation>Automatisch: das Schnellste, was geht</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/full_screen.py" />
            <location filename="../../desktop/gui/reading/page.py" />
            <source>Back</source>
            <translation>Zurück</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>Back to the model's own numbers</source>
            <translation>Zurück zu den eigenen Zahlen des Modells</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <source>Back to the model's own operating point of this score</source>
            <translation>Zurück zum eigenen Arbeitspunkt des Modells für diesen Score</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>Backspace goes back within a session</source>
            <translation>die Rücktaste geht innerhalb einer Sitzung zurück</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Balanced accuracy</source>
            <translation>Balancierte Genauigkeit</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>Begin or go on</source>
            <translation>Beginnen oder weitermachen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Brier score (0 is best, 2 worst)</source>
            <translation>Brier-Score (0 am besten, 2 am schlechtesten)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>By folder, by a CSV file or by a pattern</source>
            <translation>Nach Ordner, nach einer CSV-Datei oder nach einem Muster</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>By how much the likeliest class leads, 0 (undecided) to 1</source>
            <translation>Um wie viel die wahrscheinlichste Klasse vorn liegt, 0 (unentschieden) bis 1</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/panel.py" />
            <source>By the model's own numbers: {name} {probability}, malignant {malignant}.</source>
            <translation>Nach den eigenen Zahlen des Modells: {name} {probability}, bösartig {malignant}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Calibrated probability of the likeliest class, 0 to 1</source>
            <translation>Kalibrierte Wahrscheinlichkeit der wahrscheinlichsten Klasse, 0 bis 1</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Calibration error</source>
            <translation>Kalibrierungsfehler</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Call the lesion of the selected images by a name</source>
            <translation>Der Läsion der gewählten Bilder einen Namen geben</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <source>Cancel</source>
            <translation>Abbrechen</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/review/controller.py" />
            <source>Changed for {n:,} images that the filter or the search does not show.</source>
            <extracomment>of one: Changed for {n:,} image that the filter or the search does not show.</extracomment>
            <translation>
                <numerusform>Geändert für {n:,} Bild, das der Filter oder die Suche nicht zeigt.</numerusform>
                <numerusform>Geändert für {n:,} Bilder, die der Filter oder die Suche nicht zeigt.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Changes at once. Tables are written as ever.</source>
            <translation>Ändert sich sofort. Tabellen werden wie immer geschrieben.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Changes at once; what stands above takes effect with the next run.</source>
            <translation>Ändert sich sofort; was darüber steht, wirkt ab dem nächsten Lauf.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>Change…</source>
            <translation>Ändern…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Choose a folder; everything below it too</source>
            <translation>Einen Ordner auswählen, mit allem darunter</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/panel.py" />
            <source>Choose a row to see its image</source>
            <translation>Wählen Sie eine Zeile, um ihr Bild zu sehen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Choose an .onnx file written by ham-export</source>
            <translation>Eine von ham-export geschriebene .onnx-Datei auswählen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/answer_panel.py" />
            <source>Choose an answer first ({keys}).</source>
            <translation>Wählen Sie zuerst eine Antwort ({keys}).</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>Choose an image and press 1 to {last}, or one of the buttons under its probabilities; this page follows.</source>
            <translation>Wählen Sie ein Bild und drücken Sie 1 bis {last}, oder einen der Knöpfe unter seinen Wahrscheinlichkeiten; diese Seite folgt.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Choose images to classify</source>
            <translation>Bilder zum Klassifizieren auswählen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>Choose table…</source>
            <translation>Tabelle auswählen…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>Choose the table first.</source>
            <translation>Wählen Sie zuerst die Tabelle aus.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Choose…</source>
            <translation>Auswählen…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>Class to explain</source>
            <translation>Zu erklärende Klasse</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>Class to explain: {name}</source>
            <translation>Zu erklärende Klasse: {name}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Classify a&amp;gain with the open model</source>
            <translation>Mit dem offenen &amp;Modell erneut klassifizieren</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Classify again</source>
            <translation>Erneut klassifizieren</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <source>Classify the images that the cancelled run left</source>
            <translation>Die Bilder klassifizieren, die der abgebrochene Lauf übrig ließ</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Classify the {n:,} images in the table again with the new model?</source>
            <extracomment>of one: Classify the {n:,} image in the table again with the new model?</extracomment>
            <translation>
                <numerusform>Das {n:,} Bild in der Tabelle mit dem neuen Modell erneut klassifizieren?</numerusform>
                <numerusform>Die {n:,} Bilder in der Tabelle mit dem neuen Modell erneut klassifizieren?</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Classify the {n:,} images in the table again, each seen {seen}?</source>
            <extracomment>of one: Classify the {n:,} image in the table again, each seen {seen}?</extracomment>
            <translation>
                <numerusform>Das {n:,} Bild in der Tabelle erneut klassifizieren, {seen} gesehen?</numerusform>
                <numerusform>Die {n:,} Bilder in der Tabelle erneut klassifizieren, jedes {seen} gesehen?</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Classifying</source>
            <translation>Klassifizieren</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <location filename="../../desktop/gui/model/dialog.py" />
            <location filename="../../desktop/gui/reading/pages.py" />
            <location filename="../../desktop/gui/review/agreement_dialog.py" />
            <location filename="../../desktop/gui/review/history_dialog.py" />
            <source>Close</source>
            <translation>Schließen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Close and lose it</source>
            <translation>Schließen und verlieren</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Close known diagnoses</source>
            <translation>Bekannte Diagnosen schließen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/widgets/message_bar.py" />
            <source>Close this message</source>
            <translation>Diese Meldung schließen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Col&amp;umns</source>
            <translation>S&amp;palten</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Colours of the s&amp;ystem</source>
            <translation>Farben des S&amp;ystems</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_dialog.py" />
            <source>Compare the model with</source>
            <translation>Das Modell vergleichen mit</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/answer_panel.py" />
            <source>Confidence {value} of 5 {sure}</source>
            <translation>Sicherheit {value} von 5 {sure}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>Confusion matrix</source>
            <translation>Konfusionsmatrix</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <source>Continue</source>
            <translation>Fortfahren</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Cop&amp;y rows</source>
            <translation>&amp;Zeilen kopieren</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export_kinds.py" />
            <source>Copies of the images by diagnosis</source>
            <translation>Kopien der Bilder nach Diagnose</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Copy c&amp;ell</source>
            <translation>Ze&amp;lle kopieren</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Copy p&amp;icture</source>
            <translation>&amp;Bild kopieren</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/controller.py" />
            <source>Copying images</source>
            <translation>Bilder werden kopiert</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>Ctrl+1 to Ctrl+5 say how sure you are</source>
            <translation>Strg+1 bis Strg+5 sagen, wie sicher Sie sind</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>Ctrl+E, Ctrl+F, Ctrl+L: excise, follow, leave</source>
            <translation>Strg+E, Strg+F, Strg+L: exzidieren, kontrollieren, belassen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Dark</source>
            <translation>Dunkel</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Data</source>
            <translation>Daten</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Design</source>
            <translation>Design</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <location filename="../../desktop/gui/terms/prevalence_page.py" />
            <source>Diagnosis</source>
            <translation>Diagnose</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>Diagnosis, probabilities and malignant score follow from these shares of the images:
{every}
The referral is by the model's own score, as its threshold was set.</source>
            <translation>Diagnose, Wahrscheinlichkeiten und Malignitäts-Score folgen aus diesen Anteilen der Bilder:
{every}
Die Überweisung folgt dem eigenen Score des Modells, für den ihre Schwelle gesetzt wurde.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/diagnosis.py" />
            <source>Diagnostic report saved to {target}. It names no file, folder or person.</source>
            <translation>Diagnosebericht gespeichert in {target}. Er nennt keine Datei, keinen Ordner und keine Person.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/row.py" />
            <source>Differs from known</source>
            <translation>Anders als bekannt</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/row.py" />
            <source>Differs from you</source>
            <translation>Anders als Sie</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>Drawn by this program, no photographs: what the model says of them means nothing.</source>
            <translation>Von diesem Programm gezeichnet, keine Fotografien: was das Modell dazu sagt, bedeutet nichts.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>Drop images or folders here</source>
            <translation>Bilder oder Ordner hier ablegen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/drop.py" />
            <source>Drop to classify</source>
            <translation>Loslassen zum Klassifizieren</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/drop.py" />
            <source>Drop to compare with these known diagnoses</source>
            <translation>Loslassen, um mit diesen bekannten Diagnosen zu vergleichen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/drop.py" />
            <source>Drop to open this model</source>
            <translation>Loslassen, um dieses Modell zu öffnen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/drop.py" />
            <source>Drop to open this reading</source>
            <translation>Loslassen, um diese Befundung zu öffnen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/drop.py" />
            <source>Drop to open this study</source>
            <translation>Loslassen, um diese Studie zu öffnen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>E&amp;xport as</source>
            <translation>E&amp;xportieren als</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>Each class against a known diagnosis</source>
            <translation>Jede Klasse gegen eine bekannte Diagnose</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Each class against the rest, on test</source>
            <translation>Jede Klasse gegen den Rest, im Test</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>Each class against your diagnosis</source>
            <translation>Jede Klasse gegen Ihre Diagnose</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>Each image gets a probability per diagnosis, what to look at twice, and whether to refer at a threshold you set. The model's card ({card}) names the images that its figures were measured on.</source>
            <translation>Jedes Bild bekommt eine Wahrscheinlichkeit je Diagnose, Hinweise, was zweimal anzusehen ist, und ob es bei einer Schwelle, die Sie setzen, zu überweisen ist. Die Karte des Modells ({card}) nennt die Bilder, an denen seine Zahlen gemessen wurden.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Each image is seen once.</source>
            <translation>Jedes Bild wird einmal angesehen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>Enter goes on</source>
            <translation>Enter geht weiter</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/full_screen.py" />
            <source>Esc, or F</source>
            <translation>Esc oder F</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Every key of the window on one page</source>
            <translation>Alle Tasten des Fensters auf einer Seite</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/window.py" />
            <source>Everything is on the disk now.</source>
            <translation>Jetzt ist alles auf der Festplatte.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/answer_panel.py" />
            <source>Excise</source>
            <translation>Exzidieren</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <location filename="../../desktop/gui/export/dialog.py" />
            <source>Export</source>
            <translation>Exportieren</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>F1, mean over classes</source>
            <translation>F1, Mittel über die Klassen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/row.py" />
            <source>Failed</source>
            <translation>Fehlgeschlagen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Failed: {error}</source>
            <translation>Fehlgeschlagen: {error}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>Figures on fewer than {count} images say little, as their intervals show.</source>
            <translation>Zahlen aus weniger als {count} Bildern sagen wenig, wie ihre Intervalle zeigen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <location filename="../../desktop/gui/table/cells.py" />
            <source>File</source>
            <translation>Datei</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Files that could not be read</source>
            <translation>Dateien, die nicht gelesen werden konnten</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Find moved images…</source>
            <translation>Verschobene Bilder suchen…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/moved.py" />
            <source>Find them…</source>
            <translation>Suchen…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/full_screen.py" />
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>Fit</source>
            <translation>Einpassen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Flags</source>
            <translation>Hinweise</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Folder for the copies</source>
            <translation>Ordner für die Kopien</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Folder with the images</source>
            <translation>Ordner mit den Bildern</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Folder…</source>
            <translation>Ordner…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/answer_panel.py" />
            <source>Follow</source>
            <translation>Kontrollieren</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>For a dermatoscopic image the probability of {count} diagnoses, a heat map for each, and how unlike its training images the image is.</source>
            <translation>Für ein dermatoskopisches Bild die Wahrscheinlichkeit von {count} Diagnosen, für jede eine Heatmap, und wie fremdartig das Bild gegenüber den Trainingsbildern ist.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>From the file of known diagnoses</source>
            <translation>Aus der Datei mit bekannten Diagnosen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>From the images' names (Edit &gt; Patients from names), or the known diagnoses</source>
            <translation>Aus den Namen der Bilder (Bearbeiten &gt; Patienten aus Namen) oder den bekannten Diagnosen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>Full</source>
            <translation>Voll</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>Full screen</source>
            <translation>Vollbild</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>Go on</source>
            <translation>Weiter</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Go on under a name; everything is kept already</source>
            <translation>Unter einem Namen weitermachen; gesichert ist bereits alles</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Grid</source>
            <translation>Raster</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>H in full screen</source>
            <translation>H im Vollbild</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>HAM10000 comes from two clinics, records no skin type, and in it the camera goes together with the diagnosis; figures on images from elsewhere will be lower.</source>
            <translation>HAM10000 stammt aus zwei Kliniken, verzeichnet keinen Hauttyp, und darin hängt die Kamera mit der Diagnose zusammen; Zahlen auf Bildern von anderswo werden niedriger sein.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/full_screen.py" />
            <location filename="../../desktop/gui/compare/pane.py" />
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>Heat map</source>
            <translation>Heatmap</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Heat map (*{overlay});;Picture (*.png)</source>
            <translation>Heatmap (*{overlay});;Bild (*.png)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/model_panel.py" />
            <source>Heat map (H)</source>
            <translation>Heatmap (H)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>Heat map opacity</source>
            <translation>Deckkraft der Heatmap</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/picture_export.py" />
            <source>Heat map saved to {target}.</source>
            <translation>Heatmap gespeichert in {target}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/full_screen.py" />
            <source>Heat map: beside</source>
            <translation>Heatmap: daneben</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/scale.py" />
            <source>Heat map: from little to most of what speaks for the diagnosis, for each image</source>
            <translation>Heatmap: von wenig bis am meisten, was für die Diagnose spricht, für jedes Bild</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/full_screen.py" />
            <source>Heat map: over</source>
            <translation>Heatmap: darüber</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Heat maps show what raised a score inside the network; they are no validated localisation of anything.</source>
            <translation>Heatmaps zeigen, was im Netz einen Score erhöht hat; sie sind keine geprüfte Lokalisation von etwas.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>Home and End</source>
            <translation>Pos1 und Ende</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>How good it was</source>
            <translation>Wie gut es war</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>How images are classified, and how the window looks</source>
            <translation>Wie Bilder klassifiziert werden und wie das Fenster aussieht</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/handover_bar.py" />
            <source>How many images to look at yourself is not told by this model file (contract version {version}).</source>
            <translation>Wie viele Bilder Sie selbst ansehen sollten, sagt diese Modelldatei (Vertragsversion {version}) nicht.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/handover_bar.py" />
            <source>How many images to look at yourself is not told by this model file.</source>
            <translation>Wie viele Bilder Sie selbst ansehen sollten, sagt diese Modelldatei nicht.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_page.py" />
            <source>How often does each diagnosis occur where your images come from? Diagnosis, probabilities and malignant score follow by Bayes' rule from the shares of the training images. Who is referred stays as it is. It is never guessed from the images.</source>
            <translation>Wie häufig ist jede Diagnose dort, woher Ihre Bilder kommen? Diagnose, Wahrscheinlichkeiten und Malignitäts-Score folgen nach dem Satz von Bayes aus den Anteilen der Trainingsbilder. Wer überwiesen wird, bleibt, wie es ist. Aus den Bildern geraten wird nie.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/answer_panel.py" />
            <source>How sure are you? (Ctrl+1 unsure to Ctrl+5 certain)</source>
            <translation>Wie sicher sind Sie? (Strg+1 unsicher bis Strg+5 sicher)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>How sure, 1 to 5</source>
            <translation>Wie sicher, 1 bis 5</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>How unlike the training images it is; flagged from 1</source>
            <translation>Wie fremdartig es gegenüber den Trainingsbildern ist; gekennzeichnet ab 1</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/image_view.py" />
            <source>Image</source>
            <translation>Bild</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/full_screen.py" />
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Images</source>
            <translation>Bilder</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Images ({patterns});;All files (*)</source>
            <translation>Bilder ({patterns});;Alle Dateien (*)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>Images drawn by this program, to try the window with; they mean nothing for a diagnosis</source>
            <translation>Von diesem Programm gezeichnete Bilder, um das Fenster auszuprobieren; für eine Diagnose bedeuten sie nichts</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Images in a row</source>
            <translation>Bilder am Stück</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>Images in one &amp;folder are of one lesion</source>
            <translation>Bilder in einem &amp;Ordner zeigen eine Läsion</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>Images in one &amp;folder are of one patient</source>
            <translation>Bilder in einem &amp;Ordner sind von einem Patienten</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Images of this patient</source>
            <translation>Bilder dieses Patienten</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Images per &amp;inference</source>
            <translation>Bilder je &amp;Inferenz</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Images that a person has settled</source>
            <translation>Bilder, die eine Person abschließend beurteilt hat</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Images that are blurred, dark, bright or small</source>
            <translation>Bilder, die unscharf, dunkel, hell oder klein sind</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Images that differ from those the model was trained on</source>
            <translation>Bilder, die sich von denen unterscheiden, mit denen das Modell trainiert wurde</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Images that no person has settled yet</source>
            <translation>Bilder, die noch niemand abschließend beurteilt hat</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Images that you named another diagnosis for than the model</source>
            <translation>Bilder, für die Sie eine andere Diagnose genannt haben als das Modell</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Images whose answers are the least sure, that you want to look at yourself</source>
            <translation>Bilder mit den unsichersten Antworten, die Sie selbst ansehen möchten</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Images whose known diagnosis is another one than the model's</source>
            <translation>Bilder, deren bekannte Diagnose eine andere ist als die des Modells</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Images whose likeliest class is: {name} (malignant), {code}</source>
            <translation>Bilder, deren wahrscheinlichste Klasse ist: {name} (bösartig), {code}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Images whose likeliest class is: {name}, {code}</source>
            <translation>Bilder, deren wahrscheinlichste Klasse ist: {name}, {code}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Images whose score reaches the threshold of the operating point</source>
            <translation>Bilder, deren Score die Schwelle des Arbeitspunkts erreicht</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Images whose two likeliest classes lie close together</source>
            <translation>Bilder, deren zwei wahrscheinlichste Klassen nah beieinander liegen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>In brackets 95&amp;nbsp;% intervals, by lesion.</source>
            <translation>In Klammern 95-%-Intervalle, nach Läsionen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>In brackets 95&amp;nbsp;% intervals. Measured on the test part; every choice was made on validation.</source>
            <translation>In Klammern 95-%-Intervalle. Gemessen am Testteil; alles wurde anhand der Validierung gewählt.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>In the table, the grid and the image</source>
            <translation>In der Tabelle, im Raster und im Bild</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_page.py" />
            <source>In training</source>
            <translation>Im Training</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Input</source>
            <translation>Eingabe</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>It names one of its classes for any image; what it was not trained on can only be flagged as unfamiliar.</source>
            <translation>Es nennt für jedes Bild eine seiner Klassen; was nicht zum Training gehörte, kann nur als fremdartig gekennzeichnet werden.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/controller.py" />
            <source>It shows heat maps, and for those the model that gave these answers must be open: {name}.</source>
            <translation>Er zeigt Heatmaps, und dafür muss das Modell offen sein, das diese Antworten gab: {name}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>Its group called lesion, else its first group, else all that it matches</source>
            <translation>Seine Gruppe namens lesion, sonst seine erste Gruppe, sonst alles, worauf es passt</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>Its group called patient, else its first group, else all that it matches</source>
            <translation>Seine Gruppe namens patient, sonst seine erste Gruppe, sonst alles, worauf es passt</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>JPEG, PNG, TIFF, BMP, WebP, HEIC, DICOM. Folders are searched with everything below.</source>
            <translation>JPEG, PNG, TIFF, BMP, WebP, HEIC, DICOM. Ordner werden mit allem darunter durchsucht.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export_kinds.py" />
            <source>JSON Lines</source>
            <translation>JSON Lines</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>JSON Lines (*.jsonl)</source>
            <translation>JSON Lines (*.jsonl)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Keep the number of views</source>
            <translation>Anzahl der Ansichten behalten</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Keep the present model</source>
            <translation>Jetziges Modell behalten</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>Keys</source>
            <translation>Tasten</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Keys 1 to {last} give a diagnosis, 0 takes it back.</source>
            <translation>Die Tasten 1 bis {last} geben eine Diagnose, 0 nimmt sie zurück.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Keys speak of all of them.</source>
            <translation>Tasten gelten für alle.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/controller.py" />
            <source>Keys speak of {count:,} images.  </source>
            <translation>Tasten gelten für {count:,} Bilder.  </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <location filename="../../desktop/gui/review/agreement_dialog.py" />
            <source>Known diagnoses</source>
            <translation>Bekannte Diagnosen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>Known diagnoses? Drop their CSV file too ({known}): right and wrong, patient, lesion, age and site come beside the answers.</source>
            <translation>Bekannte Diagnosen? Legen Sie auch deren CSV-Datei ab ({known}): richtig und falsch, Patient, Läsion, Alter und Ort stehen dann neben den Antworten.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Known diagnosis</source>
            <translation>Bekannte Diagnose</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Known limits</source>
            <translation>Bekannte Grenzen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/answer_panel.py" />
            <source>Leave</source>
            <translation>Belassen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>Left out: {what}. </source>
            <translation>Nicht mitgezählt: {what}. </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Lesion</source>
            <translation>Läsion</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/controller.py" />
            <source>Lesion {number}</source>
            <translation>Läsion {number}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>Lesions from names</source>
            <translation>Läsionen aus Namen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Lesions from names…</source>
            <translation>Läsionen aus Namen…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Let people name what images show, blinded and timed</source>
            <translation>Personen benennen lassen, was Bilder zeigen, verblindet und mit Zeitmessung</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Licence</source>
            <translation>Lizenz</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Light</source>
            <translation>Hell</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>List (CSV)…</source>
            <translation>Liste (CSV)…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>List of images</source>
            <translation>Liste von Bildern</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/handover_bar.py" />
            <source>Look at yourself</source>
            <translation>Selbst ansehen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/pace.py" />
            <source>Looking for images…</source>
            <translation>Bilder werden gesucht…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Made</source>
            <translation>Erstellt</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Make the reading…</source>
            <translation>Befundung erstellen…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Making the reading</source>
            <translation>Befundung wird erstellt</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Malig.</source>
            <translation>Bösart.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Malignant</source>
            <translation>Bösartig</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Margin</source>
            <translation>Vorsprung</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Mark as reviewed and go to the next image</source>
            <translation>Als beurteilt kennzeichnen und zum nächsten Bild</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Mark as reviewed and go to the next image (Enter)</source>
            <translation>Als beurteilt kennzeichnen und zum nächsten Bild (Enter)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>Mean sensitivity of the classes seen</source>
            <translation>Mittlere Sensitivität der gesehenen Klassen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>Menu key</source>
            <translation>Menütaste</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/dialog.py" />
            <source>Model</source>
            <translation>Modell</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/dialog.py" />
            <source>Model card</source>
            <translation>Modellkarte</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/window.py" />
            <source>Model {name} ({precision})</source>
            <translation>Modell {name} ({precision})</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Models (*.onnx);;All files (*)</source>
            <translation>Modelle (*.onnx);;Alle Dateien (*)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/handover_bar.py" />
            <source>Move the slider to mark the least sure answers</source>
            <translation>Bewegen Sie den Schieber, um die unsichersten Antworten zu kennzeichnen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>NPV</source>
            <translation>NPV</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Name lesion</source>
            <translation>Läsion benennen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>Name lesions</source>
            <translation>Läsionen benennen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Name lesion…</source>
            <translation>Läsion benennen…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>Name patients</source>
            <translation>Patienten benennen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Name relative to what was dropped</source>
            <translation>Name, bezogen auf das, was abgelegt wurde</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Ne&amp;w reading…</source>
            <translation>Neue Be&amp;fundung…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>New reading</source>
            <translation>Neue Befundung</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Next</source>
            <translation>Nächstes</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/page.py" />
            <source>Next (Enter)</source>
            <translation>Weiter (Enter)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>No</source>
            <translation>Nein</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/runs_on.py" />
            <source>No accelerator is used.</source>
            <translation>Keine Beschleunigung wird benutzt.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/grid_view.py" />
            <source>No image</source>
            <translation>Kein Bild</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/session/worker.py" />
            <source>No image (JPEG, PNG, TIFF, BMP, WebP, HEIC, DICOM) was found in the {n} folders.</source>
            <extracomment>of one: No image (JPEG, PNG, TIFF, BMP, WebP, HEIC, DICOM) was found in {path}.</extracomment>
            <translation>
                <numerusform>In {path} wurde kein Bild (JPEG, PNG, TIFF, BMP, WebP, HEIC, DICOM) gefunden.</numerusform>
                <numerusform>In den {n} Ordnern wurde kein Bild (JPEG, PNG, TIFF, BMP, WebP, HEIC, DICOM) gefunden.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/panel.py" />
            <source>No image chosen</source>
            <translation>Kein Bild gewählt</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>No image has both an answer of the model and a diagnosis of yours yet.</source>
            <translation>Noch hat kein Bild sowohl eine Antwort des Modells als auch eine Diagnose von Ihnen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>No image has both an answer of the model and a known diagnosis yet.</source>
            <translation>Noch hat kein Bild sowohl eine Antwort des Modells als auch eine bekannte Diagnose.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/pane.py" />
            <location filename="../../desktop/gui/image/panel.py" />
            <source>No image to show</source>
            <translation>Kein Bild zu zeigen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/window.py" />
            <source>No model</source>
            <translation>Kein Modell</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>No model is open yet. Open one, or drop its .onnx file here; ham-export writes them.</source>
            <translation>Noch ist kein Modell offen. Öffnen Sie eines, oder legen Sie seine .onnx-Datei hier ab; ham-export schreibt sie.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/models.py" />
            <source>No other model</source>
            <translation>Kein anderes Modell</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/studies.py" />
            <source>No other study</source>
            <translation>Keine andere Studie</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/model.py" />
            <source>No row matches the filter and the search</source>
            <translation>Keine Zeile passt zum Filter und zur Suche</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>None yet</source>
            <translation>Noch keine</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/full_screen.py" />
            <source>None, over the image, beside it (H)</source>
            <translation>Keine, über dem Bild, daneben (H)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>None: agreement and seconds only</source>
            <translation>Keine: nur Übereinstimmung und Sekunden</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/controller.py" />
            <location filename="../../desktop/gui/image/panel.py" />
            <location filename="../../desktop/gui/results/grid_view.py" />
            <source>Not classified</source>
            <translation>Nicht klassifiziert</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Not evaluated for diagnosis; no result may guide the care of a patient.</source>
            <translation>Nicht für die Diagnose geprüft; kein Ergebnis darf die Versorgung eines Patienten leiten.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/known_diagnoses.py" />
            <source>Not opened, as the study that it was opened for is not open: {name}</source>
            <translation>Nicht geöffnet, weil die Studie, für die es geöffnet wurde, nicht offen ist: {name}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>Not referred, of the other {count:,}</source>
            <translation>Nicht überwiesen, von den anderen {count:,}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/session.py" />
            <source>Not searched to the end, as its study is not open: {names}. Drop it there.</source>
            <translation>Nicht zu Ende durchsucht, weil die Studie dazu nicht offen ist: {names}. Legen Sie es dort ab.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <location filename="../../desktop/gui/reading/answer_panel.py" />
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Note</source>
            <translation>Notiz</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/answer_panel.py" />
            <source>Note (optional)</source>
            <translation>Notiz (freiwillig)</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Note for {n:,} images</source>
            <extracomment>of one: Note for {n:,} image</extracomment>
            <translation>
                <numerusform>Notiz für {n:,} Bild</numerusform>
                <numerusform>Notiz für {n:,} Bilder</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/window.py" />
            <source>Nothing can be written in {studies}: studies without a name are kept in {instead}, which the system may empty. Save what matters under a name.</source>
            <translation>In {studies} kann nichts geschrieben werden: Studien ohne Namen liegen in {instead}, das vom System geleert werden kann. Speichern Sie unter einem Namen, was wichtig ist.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/controller.py" />
            <source>Nothing is left.</source>
            <translation>Nichts bleibt zurück.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/history_dialog.py" />
            <source>Nothing was said of this image yet.</source>
            <translation>Über dieses Bild wurde noch nichts gesagt.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>Numbers at the prevalence you set.</source>
            <translation>Zahlen bei der Prävalenz, die Sie gesetzt haben.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/panel.py" />
            <source>Numbers, not to be relied on</source>
            <translation>Zahlen, auf die kein Verlass ist</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>Of 1,000 images {referred} are referred; {figures}.</source>
            <translation>Von 1 000 Bildern werden {referred} überwiesen; {figures}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>On this computer</source>
            <translation>Auf diesem Rechner</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export_kinds.py" />
            <source>One file with pictures and heat maps; opens offline and prints.</source>
            <translation>Eine Datei mit Bildern und Heatmaps; öffnet sich offline und lässt sich drucken.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/page.py" />
            <source>One moment…</source>
            <translation>Einen Moment…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/grid_view.py" />
            <source>One picture per image. Arrow keys show the image beside the grid.</source>
            <translation>Ein Bild je Datei. Die Pfeiltasten zeigen es neben dem Raster.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>One reader's opinion is no reference standard.</source>
            <translation>Die Meinung eines einzelnen Befunders ist kein Referenzstandard.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/table_view.py" />
            <source>One row per image. Arrow keys show the image of a row beside the table.</source>
            <translation>Eine Zeile je Bild. Die Pfeiltasten zeigen das Bild einer Zeile neben der Tabelle.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/drop.py" />
            <source>Only files and folders of this computer can be dropped here</source>
            <translation>Hier lassen sich nur Dateien und Ordner dieses Rechners ablegen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/window.py" />
            <source>Only one of a kind is opened at a time; not opened: {names}</source>
            <translation>Von jeder Art wird nur eines auf einmal geöffnet; nicht geöffnet: {names}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>Opacity of the heat map</source>
            <translation>Wie deckend die Heatmap ist</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/widgets/message_bar.py" />
            <source>Open</source>
            <translation>Öffnen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Open &amp;folder…</source>
            <translation>&amp;Ordner öffnen…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Open &amp;images…</source>
            <translation>&amp;Bilder öffnen…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Open &amp;model…</source>
            <translation>&amp;Modell öffnen…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/controller.py" />
            <source>Open a model first: its classes are the answers that readers choose from.</source>
            <translation>Öffnen Sie zuerst ein Modell: seine Klassen sind die Antworten, aus denen die Befunder wählen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_page.py" />
            <source>Open a model first: its diagnoses are what shares are given to.</source>
            <translation>Öffnen Sie zuerst ein Modell: seinen Diagnosen werden Anteile gegeben.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Open a study and go on where it was left</source>
            <translation>Eine Studie öffnen und dort weitermachen, wo sie verlassen wurde</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>Open a table of known diagnoses ({key}), or drop it on the window.</source>
            <translation>Öffnen Sie eine Tabelle mit bekannten Diagnosen ({key}), oder legen Sie sie auf dem Fenster ab.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Open embedded mode&amp;l</source>
            <translation>&amp;Eingebautes Modell öffnen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Open folder</source>
            <translation>Ordner öffnen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>Open folder…</source>
            <translation>Ordner öffnen…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Open images</source>
            <translation>Bilder öffnen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>Open images…</source>
            <translation>Bilder öffnen…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Open known diagnoses</source>
            <translation>Bekannte Diagnosen öffnen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Open known diagnoses…</source>
            <translation>Bekannte Diagnosen öffnen…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Open model</source>
            <translation>Modell öffnen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>Open model…</source>
            <translation>Modell öffnen…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Open readin&amp;g…</source>
            <translation>Befundun&amp;g öffnen…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/controller.py" />
            <source>Open reading</source>
            <translation>Befundung öffnen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Open s&amp;tudy…</source>
            <translation>&amp;Studie öffnen…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Open study</source>
            <translation>Studie öffnen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Open the folder that the image lies in</source>
            <translation>Den Ordner öffnen, in dem das Bild liegt</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>Open the study {words}</source>
            <translation>Die Studie {words} öffnen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>Opening the model</source>
            <translation>Modell wird geöffnet</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <location filename="../../desktop/gui/window.py" />
            <source>Opening the model…</source>
            <translation>Das Modell wird geöffnet…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>Or go on where you left off</source>
            <translation>Oder dort weitermachen, wo Sie aufgehört haben</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Other answer</source>
            <translation>Andere Antwort</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Other answer: {name}</source>
            <translation>Andere Antwort: {name}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Other views give other numbers, and the two do not mix in one table.</source>
            <translation>Andere Ansichten geben andere Zahlen, und beide werden in einer Tabelle nicht gemischt.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/dialog.py" />
            <source>Outcome of the self-test</source>
            <translation>Ergebnis des Selbsttests</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Own diagnosis</source>
            <translation>Eigene Diagnose</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Own malignant</source>
            <translation>Eigen bösartig</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Own probability</source>
            <translation>Eigene Wahrscheinlichkeit</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>PDF (*.pdf)</source>
            <translation>PDF (*.pdf)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>PPV</source>
            <translation>PPV</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Pages of the settings</source>
            <translation>Seiten der Einstellungen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Patient</source>
            <translation>Patient</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>Patients from names</source>
            <translation>Patienten aus Namen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Patients from names…</source>
            <translation>Patienten aus Namen…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>Pattern</source>
            <translation>Muster</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/page.py" />
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <source>Pause</source>
            <translation>Pause</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/window.py" />
            <source>Paused</source>
            <translation>Angehalten</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <source>Paused at {done:,} of {total:,}</source>
            <translation>Angehalten bei {done:,} von {total:,}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Precision</source>
            <translation>Positiver Vorhersagewert</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Prob.</source>
            <translation>Wahrsch.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/panel.py" />
            <source>Probabilities</source>
            <translation>Wahrscheinlichkeiten</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Probabilities are calibrated on images like the validation images and drift on others.</source>
            <translation>Die Wahrscheinlichkeiten sind auf Bildern wie denen der Validierung kalibriert und verschieben sich auf anderen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Probability</source>
            <translation>Wahrscheinlichkeit</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/probability_bars.py" />
            <source>Probability of {name}</source>
            <translation>Wahrscheinlichkeit von {name}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Probability of {name}, 0 to 1</source>
            <translation>Wahrscheinlichkeit von {name}, 0 bis 1</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/panel.py" />
            <source>Probability {probability}, all malignant classes together {malignant}, at your prevalence.</source>
            <translation>Wahrscheinlichkeit {probability}, alle bösartigen Klassen zusammen {malignant}, bei Ihrer Prävalenz.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/panel.py" />
            <source>Probability {probability}, all malignant classes together {malignant}.</source>
            <translation>Wahrscheinlichkeit {probability}, alle bösartigen Klassen zusammen {malignant}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <source>Progress</source>
            <translation>Fortschritt</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Proven by</source>
            <translation>Belegt durch</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Put this study away and begin another one</source>
            <translation>Diese Studie weglegen und eine andere beginnen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/row.py" />
            <source>Quality</source>
            <translation>Qualität</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>ROC area</source>
            <translation>ROC-Fläche</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>ROC area of the malignancy score</source>
            <translation>ROC-Fläche des Malignitäts-Scores</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>ROC area, mean over classes</source>
            <translation>ROC-Fläche, Mittel über die Klassen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Read, or go on at the image where you left</source>
            <translation>Befunden, oder bei dem Bild weitermachen, bei dem Sie aufgehört haben</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>Reader</source>
            <translation>Befunder</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <location filename="../../desktop/gui/reading/window.py" />
            <source>Reading</source>
            <translation>Befundung</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Readings (*{suffix})</source>
            <translation>Befundungen (*{suffix})</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/controller.py" />
            <source>Readings (*{suffix});;All files (*)</source>
            <translation>Befundungen (*{suffix});;Alle Dateien (*)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>Ready: model {name}, {classes} classes, on {provider}</source>
            <translation>Bereit: Modell {name}, {classes} Klassen, auf {provider}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Recent models</source>
            <translation>Zuletzt geöffnete Modelle</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Recipe</source>
            <translation>Rezept</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <location filename="../../desktop/gui/review/controller.py" />
            <source>Red&amp;o</source>
            <translation>&amp;Wiederholen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Ref.</source>
            <translation>Überw.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/row.py" />
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Refer</source>
            <translation>Überweisen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <source>Refer when</source>
            <translation>Überweisen, wenn</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>Referred, of {count:,} to refer</source>
            <translation>Überwiesen, von {count:,} zu überweisenden</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Remove f&amp;rom study</source>
            <translation>Aus der S&amp;tudie entfernen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export_kinds.py" />
            <source>Report for the browser (HTML)</source>
            <translation>Bericht für den Browser (HTML)</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/export/worker.py" />
            <source>Report of {n:,} images saved to {target}</source>
            <extracomment>of one: Report of {n:,} image saved to {target}</extracomment>
            <translation>
                <numerusform>Bericht über {n:,} Bild gespeichert in {target}</numerusform>
                <numerusform>Bericht über {n:,} Bilder gespeichert in {target}</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export_kinds.py" />
            <source>Report on paper (PDF)</source>
            <translation>Bericht auf Papier (PDF)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>Reset</source>
            <translation>Zurücksetzen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/table_view.py" />
            <source>Results</source>
            <translation>Ergebnisse</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/model.py" />
            <source>Results appear here as they come</source>
            <translation>Ergebnisse erscheinen hier, sobald sie da sind</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/grid_view.py" />
            <source>Results as pictures</source>
            <translation>Ergebnisse als Bilder</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Results of two models do not mix in one table. The present ones stay in the study and are there again when their model is opened.</source>
            <translation>Ergebnisse zweier Modelle werden in einer Tabelle nicht gemischt. Die jetzigen bleiben in der Studie und sind wieder da, wenn ihr Modell geöffnet wird.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <source>Resume</source>
            <translation>Fortsetzen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Review &amp;history…</source>
            <translation>&amp;Verlauf der Beurteilung…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/history_dialog.py" />
            <source>Review history</source>
            <translation>Verlauf der Beurteilung</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <location filename="../../desktop/gui/session/row.py" />
            <source>Reviewed</source>
            <translation>Beurteilt</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Right</source>
            <translation>Richtig</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/page.py" />
            <source>Right: {name}.</source>
            <translation>Richtig: {name}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>Rows: a known diagnosis. Columns: the model's. A number shows its images.</source>
            <translation>Zeilen: eine bekannte Diagnose. Spalten: die des Modells. Eine Zahl zeigt ihre Bilder.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>Rows: your diagnosis. Columns: the model's. A number shows its images.</source>
            <translation>Zeilen: Ihre Diagnose. Spalten: die des Modells. Eine Zahl zeigt ihre Bilder.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/dialog.py" />
            <source>Run &amp;self-test</source>
            <translation>&amp;Selbsttest ausführen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Runs on &lt;b&gt;{where}&lt;/b&gt;.</source>
            <translation>Rechnet auf &lt;b&gt;{where}&lt;/b&gt;.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/runs_on.py" />
            <source>Runs on {label}</source>
            <translation>Rechnet auf {label}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Runs there, or says why not; nothing else is tried.</source>
            <translation>Rechnet dort, oder sagt, warum nicht; nichts anderes wird versucht.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Same &amp;lesion</source>
            <translation>&amp;Gleiche Läsion</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Save</source>
            <translation>Speichern</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Save &amp;diagnostic report…</source>
            <translation>&amp;Diagnosebericht speichern…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Save &amp;heat map of this image…</source>
            <translation>&amp;Heatmap dieses Bildes speichern…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Save agreement</source>
            <translation>Übereinstimmung speichern</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Save all rows as CSV or JSON Lines, with a record of the run</source>
            <translation>Alle Zeilen als CSV oder JSON Lines speichern, mit einem Protokoll des Laufs</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/dialog.py" />
            <source>Save as…</source>
            <translation>Speichern unter…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Save diagnostic report</source>
            <translation>Diagnosebericht speichern</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Save heat map</source>
            <translation>Heatmap speichern</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/window.py" />
            <source>Save my answers</source>
            <translation>Meine Antworten speichern</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>Save my answers as a file…</source>
            <translation>Meine Antworten als Datei speichern…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Save results</source>
            <translation>Ergebnisse speichern</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Save study &amp;as…</source>
            <translation>Studie speichern &amp;unter…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Save study as</source>
            <translation>Studie speichern unter</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Save the reading</source>
            <translation>Befundung speichern</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/controller.py" />
            <source>Saving the table</source>
            <translation>Tabelle wird gespeichert</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Say again what was taken back</source>
            <translation>Noch einmal sagen, was zurückgenommen wurde</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/answer_panel.py" />
            <source>Say how sure you are (Ctrl+1 to Ctrl+5).</source>
            <translation>Sagen Sie, wie sicher Sie sind (Strg+1 bis Strg+5).</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/answer_panel.py" />
            <source>Say what you would do (Ctrl+E, Ctrl+F or Ctrl+L).</source>
            <translation>Sagen Sie, was Sie tun würden (Strg+E, Strg+F oder Strg+L).</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Score</source>
            <translation>Score</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <source>Score to refer by</source>
            <translation>Score, nach dem überwiesen wird</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Search</source>
            <translation>Suche</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Search a folder for images that are not where they were</source>
            <translation>In einem Ordner nach Bildern suchen, die nicht mehr an ihrem Ort sind</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Search file names and diagnoses</source>
            <translation>Dateinamen und Diagnosen durchsuchen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Search file or diagnosis</source>
            <translation>Datei oder Diagnose suchen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/controller.py" />
            <source>Select two to four images with Ctrl, or an image of a lesion, to see them side by side.</source>
            <translation>Wählen Sie mit Strg zwei bis vier Bilder, oder ein Bild einer Läsion, um sie nebeneinander zu sehen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/dialog.py" />
            <source>Selected</source>
            <translation>Gewählte</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Sensitivity</source>
            <translation>Sensitivität</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/window.py" />
            <source>Session {session} of {sessions} comes next.</source>
            <translation>Als Nächstes kommt Sitzung {session} von {sessions}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Settings</source>
            <translation>Einstellungen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>Settings of the prevalence</source>
            <translation>Einstellungen der Prävalenz</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/handover_bar.py" />
            <source>Share of the images that you look at yourself, the least sure first</source>
            <translation>Anteil der Bilder, die Sie selbst ansehen, die unsichersten zuerst</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_page.py" />
            <source>Share of {name}</source>
            <translation>Anteil von {name}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <location filename="../../desktop/gui/results/page.py" />
            <source>Show all</source>
            <translation>Alle zeigen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Show differs from known</source>
            <translation>Von den bekannten abweichende zeigen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Show differs from you</source>
            <translation>Von Ihnen abweichende zeigen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Show failed</source>
            <translation>Fehlgeschlagene zeigen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Show in fol&amp;der</source>
            <translation>Im &amp;Ordner zeigen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/widgets/message_bar.py" />
            <source>Show in folder</source>
            <translation>Im Ordner zeigen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Show quality</source>
            <translation>Mängel der Qualität zeigen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Show refer</source>
            <translation>Zu überweisende zeigen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Show reviewed</source>
            <translation>Beurteilte zeigen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Show the images of the patient and no others</source>
            <translation>Die Bilder dieses Patienten zeigen und keine anderen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Show the results as a table</source>
            <translation>Die Ergebnisse als Tabelle zeigen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Show the results as pictures</source>
            <translation>Die Ergebnisse als Bilder zeigen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Show to review</source>
            <translation>Zu beurteilende zeigen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Show uncertain</source>
            <translation>Unsichere zeigen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Show unfamiliar</source>
            <translation>Fremdartige zeigen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Show where the image speaks for a class</source>
            <translation>Zeigen, wo das Bild für eine Klasse spricht</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Show yourself</source>
            <translation>Selbst anzusehende zeigen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>Show {name}</source>
            <translation>{name} zeigen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/dialog.py" />
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Shown</source>
            <translation>Gezeigte</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Shown twice</source>
            <translation>Zweimal gezeigt</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Si&amp;ze of the pictures</source>
            <translation>&amp;Größe der Bilder</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Site</source>
            <translation>Ort</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Specificity</source>
            <translation>Spezifität</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Split</source>
            <translation>Aufteilung</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Stay</source>
            <translation>Bleiben</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/widgets/task_strip.py" />
            <source>Stop</source>
            <translation>Anhalten</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Stop here</source>
            <translation>Hier anhalten</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Stop here and keep what is in the table</source>
            <translation>Hier anhalten und behalten, was in der Tabelle steht</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <source>Stop here and keep what is in the table ({key})</source>
            <translation>Hier anhalten und behalten, was in der Tabelle steht ({key})</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Stop here and leave {n:,} images unclassified?</source>
            <extracomment>of one: Stop here and leave {n:,} image unclassified?</extracomment>
            <translation>
                <numerusform>Hier anhalten und {n:,} Bild unklassifiziert lassen?</numerusform>
                <numerusform>Hier anhalten und {n:,} Bilder unklassifiziert lassen?</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/widgets/task_strip.py" />
            <source>Stop: {what}</source>
            <translation>Anhalten: {what}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/controller.py" />
            <source>Stopped. {kept}</source>
            <translation>Angehalten. {kept}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <location filename="../../desktop/gui/widgets/task_strip.py" />
            <source>Stopping…</source>
            <translation>Wird angehalten…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Studies (*{suffix})</source>
            <translation>Studien (*{suffix})</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Studies (*{suffix});;All files (*)</source>
            <translation>Studien (*{suffix});;Alle Dateien (*)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/studies.py" />
            <source>Study saved as {path}. Whatever you do is kept there from now on.</source>
            <translation>Studie gespeichert als {path}. Was immer Sie tun, wird ab jetzt dort gesichert.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Summed probability of the malignant classes, 0 to 1</source>
            <translation>Summierte Wahrscheinlichkeit der bösartigen Klassen, 0 bis 1</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Sure {value}</source>
            <translation>Sicher {value}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Sure? –</source>
            <translation>Sicher? –</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Surgical ink, rulers, hairs, gel bubbles and clipped frames can change the answer.</source>
            <translation>Hautmarker, Lineale, Haare, Gelblasen und beschnittene Ränder können die Antwort ändern.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>Tab and Shift+Tab</source>
            <translation>Tab und Umschalt+Tab</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Table</source>
            <translation>Tabelle</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Table (*.csv)</source>
            <translation>Tabelle (*.csv)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Table (*.csv);;JSON (*.json)</source>
            <translation>Tabelle (*.csv);;JSON (*.json)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Table (*.csv);;JSON Lines (*.jsonl);;All files (*)</source>
            <translation>Tabelle (*.csv);;JSON Lines (*.jsonl);;Alle Dateien (*)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export_kinds.py" />
            <source>Table (CSV)</source>
            <translation>Tabelle (CSV)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export_kinds.py" />
            <source>Table for spreadsheets</source>
            <translation>Tabelle für Tabellenkalkulationen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Tables (*.csv *.tsv *.CSV *.TSV);;All files (*)</source>
            <translation>Tabellen (*.csv *.tsv *.CSV *.TSV);;Alle Dateien (*)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Take back what was said last, of however many images</source>
            <translation>Zurücknehmen, was zuletzt gesagt wurde, für wie viele Bilder auch immer</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <source>Take no further image, and go on later ({key})</source>
            <translation>Kein weiteres Bild nehmen und später weitermachen ({key})</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Take no further image, or go on</source>
            <translation>Kein weiteres Bild nehmen, oder weitermachen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Take the selected images out of their lesion</source>
            <translation>Die gewählten Bilder aus ihrer Läsion herausnehmen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Take the selected rows out; files and reviews are kept</source>
            <translation>Die gewählten Zeilen herausnehmen; Dateien und Beurteilungen bleiben erhalten</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <source>Takes effect at once; nothing is classified again. Marked: {marks}</source>
            <translation>Wirkt sofort; nichts wird erneut klassifiziert. Markiert: {marks}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Teaching: show the truth after each answer</source>
            <translation>Lehre: nach jeder Antwort die Wahrheit zeigen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Temperature</source>
            <translation>Temperatur</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Text (*.txt)</source>
            <translation>Text (*.txt)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/window.py" />
            <source>That was the last image. Thank you</source>
            <translation>Das war das letzte Bild. Vielen Dank</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>The N key; Enter goes on, Esc goes back to the images</source>
            <translation>Die Taste N; Enter geht weiter, Esc zurück zu den Bildern</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>The R key</source>
            <translation>Die Taste R</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>The answers of the model are at the prevalence you set. </source>
            <translation>Die Antworten des Modells gelten bei der Prävalenz, die Sie gesetzt haben. </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/window.py" />
            <source>The answers were not saved: {error}.</source>
            <translation>Die Antworten wurden nicht gespeichert: {error}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>The chosen images on the whole screen, with all review keys</source>
            <translation>Die gewählten Bilder auf dem ganzen Bildschirm, mit allen Tasten der Beurteilung</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/page.py" />
            <source>The clock stands while another window has the keyboard. Click here to go on.</source>
            <translation>Die Uhr steht, solange ein anderes Fenster die Tastatur hat. Klicken Sie hier, um weiterzumachen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/controller.py" />
            <source>The export was ended by a defect of this program; nothing was written.</source>
            <translation>Der Export wurde durch einen Fehler dieses Programms beendet; nichts wurde geschrieben.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>The file</source>
            <translation>Die Datei</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>The file holds no figures.</source>
            <translation>Die Datei enthält keine Zahlen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/window.py" />
            <source>The first session is done</source>
            <translation>Die erste Sitzung ist geschafft</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/pane.py" />
            <location filename="../../desktop/gui/image/panel.py" />
            <source>The image cannot be shown: {problem}.</source>
            <translation>Das Bild kann nicht gezeigt werden: {problem}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>The image on the whole screen, with all review keys</source>
            <translation>Das Bild auf dem ganzen Bildschirm, mit allen Tasten der Beurteilung</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/strip.py" />
            <source>The images before and after</source>
            <translation>Die Bilder davor und danach</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>The lesion of these images is called</source>
            <translation>Die Läsion dieser Bilder heißt</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>The lesion that the image shows</source>
            <translation>Die Läsion, die das Bild zeigt</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>The likeliest class by the model's own numbers, without your prevalence</source>
            <translation>Die wahrscheinlichste Klasse nach den eigenen Zahlen des Modells, ohne Ihre Prävalenz</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>The likeliest class, by the model</source>
            <translation>Die wahrscheinlichste Klasse, laut dem Modell</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>The logits of {views} views are averaged, which takes {views} times as long.</source>
            <translation>Die Logits von {views} Ansichten werden gemittelt, was {views}-mal so lange dauert.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_dialog.py" />
            <source>The model &amp;against</source>
            <translation>Das Modell &amp;gegen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>The model against your diagnoses</source>
            <translation>Das Modell gegen Ihre Diagnosen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/model_loading.py" />
            <source>The model could not be opened: a defect of this program.</source>
            <translation>Das Modell konnte nicht geöffnet werden: ein Fehler dieses Programms.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_page.py" />
            <source>The model file (contract version {contract}) does not tell the shares of its training images, so that its numbers cannot be turned to others. Exported again it does.</source>
            <translation>Die Modelldatei (Vertragsversion {contract}) nennt die Anteile ihrer Trainingsbilder nicht, sodass ihre Zahlen nicht umgerechnet werden können. Neu exportiert tut sie es.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>The model has no operating point, so it refers no image.</source>
            <translation>Das Modell hat keinen Arbeitspunkt, also überweist es kein Bild.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>The model that this program came with</source>
            <translation>Das Modell, das mit diesem Programm geliefert wurde</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/model_panel.py" />
            <source>The model's answer</source>
            <translation>Die Antwort des Modells</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>The model's own of its likeliest class, without your prevalence</source>
            <translation>Die eigene des Modells für seine wahrscheinlichste Klasse, ohne Ihre Prävalenz</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>The model's own of the malignant classes, without your prevalence</source>
            <translation>Die eigene des Modells für die bösartigen Klassen, ohne Ihre Prävalenz</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/probability_bars.py" />
            <source>The model's own probability of {name}, without your prevalence</source>
            <translation>Die eigene Wahrscheinlichkeit des Modells von {name}, ohne Ihre Prävalenz</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/side_dialogs.py" />
            <source>The numbers shown are the model's own again.</source>
            <translation>Die gezeigten Zahlen sind wieder die eigenen des Modells.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>The open model's card, figures and limits; its self-test</source>
            <translation>Karte, Zahlen und Grenzen des offenen Modells; sein Selbsttest</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/patients.py" />
            <source>The patients of this study cannot be told any more: {error}</source>
            <translation>Die Patienten dieser Studie lassen sich nicht mehr angeben: {error}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>The picture beside the table, with its heat map</source>
            <translation>Das Bild neben der Tabelle, mit seiner Heatmap</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/picture_export.py" />
            <source>The picture is in the clipboard.</source>
            <translation>Das Bild ist in der Zwischenablage.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/picture_export.py" />
            <source>The picture with its heat map is in the clipboard.</source>
            <translation>Das Bild mit seiner Heatmap ist in der Zwischenablage.</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/dialogs.py" />
            <source>The review of {n:,} images is not on the disk yet.</source>
            <extracomment>of one: The review of {n:,} image is not on the disk yet.</extracomment>
            <translation>
                <numerusform>Die Beurteilung von {n:,} Bild ist noch nicht auf der Festplatte.</numerusform>
                <numerusform>Die Beurteilung von {n:,} Bildern ist noch nicht auf der Festplatte.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/session/reviews.py" />
            <source>The review of {n:,} images is not on the disk yet; make room there, or save the study under another name, before leaving it: {why}</source>
            <extracomment>of one: The review of {n:,} image is not on the disk yet; make room there, or save the study under another name, before leaving it: {why}</extracomment>
            <translation>
                <numerusform>Die Beurteilung von {n:,} Bild ist noch nicht auf der Festplatte; schaffen Sie dort Platz, oder speichern Sie die Studie unter einem anderen Namen, bevor Sie sie verlassen: {why}</numerusform>
                <numerusform>Die Beurteilung von {n:,} Bildern ist noch nicht auf der Festplatte; schaffen Sie dort Platz, oder speichern Sie die Studie unter einem anderen Namen, bevor Sie sie verlassen: {why}</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/session.py" />
            <source>The run was ended by a defect of this program; the rows so far are kept.</source>
            <translation>Der Lauf wurde durch einen Fehler dieses Programms beendet; die Zeilen bis dahin bleiben erhalten.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>The same diagnosis</source>
            <translation>Dieselbe Diagnose</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export_kinds.py" />
            <source>The same on A4 pages.</source>
            <translation>Dasselbe auf A4-Seiten.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>The score that decides on referral, 0 to 1</source>
            <translation>Der Score, der über die Überweisung entscheidet, 0 bis 1</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>The seconds you look at each image are kept. The clock stands and the image is covered while another window has the keyboard. You may pause or close the window at any time: every answer is kept at once, and you go on at the same image.</source>
            <translation>Die Sekunden, die Sie jedes Bild ansehen, werden festgehalten. Die Uhr steht und das Bild ist verdeckt, solange ein anderes Fenster die Tastatur hat. Sie dürfen jederzeit pausieren oder das Fenster schließen: jede Antwort ist sofort gesichert, und Sie machen bei demselben Bild weiter.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>The selected images show one lesion: one joint score</source>
            <translation>Die gewählten Bilder zeigen eine Läsion: ein gemeinsamer Score</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/referral.py" />
            <source>The threshold that was set belongs to another model and is not taken over. It is {name} now; the slider sets it.</source>
            <translation>Die gesetzte Schwelle gehört zu einem anderen Modell und wird nicht übernommen. Jetzt gilt {name}; der Schieber setzt sie.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/referral.py" />
            <source>The threshold that was set belongs to another model and is not taken over. No image is referred now; the slider sets it.</source>
            <translation>Die gesetzte Schwelle gehört zu einem anderen Modell und wird nicht übernommen. Jetzt wird kein Bild überwiesen; der Schieber setzt sie.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/page.py" />
            <source>The truth is {name}; you said {said}.</source>
            <translation>Die Wahrheit ist {name}; Sie sagten {said}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/page.py" />
            <source>The truth of this image is not known.</source>
            <translation>Die Wahrheit zu diesem Bild ist nicht bekannt.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>The {count:,} of the table</source>
            <translation>Die {count:,} der Tabelle</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/picture_export.py" />
            <source>There is no picture to copy: choose an image first.</source>
            <translation>Es gibt kein Bild zum Kopieren: wählen Sie zuerst eines.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/sample.py" />
            <source>These images are drawn by this program, and the model knows photographs: whatever it names them says nothing. They are there to try the window with; Ctrl+N puts them away.</source>
            <translation>Diese Bilder sind von diesem Programm gezeichnet, und das Modell kennt Fotografien: wie es sie auch nennt, es sagt nichts. Sie sind da, um das Fenster auszuprobieren; Strg+N legt sie weg.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/studies.py" />
            <source>These rows are answers of the model {name}, and another one is open. Open that model to add images, or choose Edit &gt; Classify again with the open model.</source>
            <translation>Diese Zeilen sind Antworten des Modells {name}, und ein anderes ist offen. Öffnen Sie jenes Modell, um Bilder hinzuzufügen, oder wählen Sie Bearbeiten &gt; Mit dem offenen Modell erneut klassifizieren.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/moved.py" />
            <source>They are searched for in {folder} when the run has ended.</source>
            <translation>Sie werden in {folder} gesucht, sobald der Lauf zu Ende ist.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/page.py" />
            <source>This answer is not kept: {error}</source>
            <translation>Diese Antwort ist nicht gespeichert: {error}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/panel.py" />
            <source>This file could not be read: {error}.</source>
            <translation>Diese Datei konnte nicht gelesen werden: {error}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/prevalence.py" />
            <source>This study was last looked at with the model's own numbers; it is shown with the prevalence {now} now, as the settings say.</source>
            <translation>Diese Studie wurde zuletzt mit den eigenen Zahlen des Modells angesehen; jetzt wird sie mit der Prävalenz {now} gezeigt, wie die Einstellungen sagen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/prevalence.py" />
            <source>This study was last looked at with the prevalence {kept}; it is shown with the numbers of the model itself now, as the settings say.</source>
            <translation>Diese Studie wurde zuletzt mit der Prävalenz {kept} angesehen; jetzt wird sie mit den eigenen Zahlen des Modells gezeigt, wie die Einstellungen sagen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/prevalence.py" />
            <source>This study was last looked at with the prevalence {kept}; it is shown with the prevalence {now} now, as the settings say.</source>
            <translation>Diese Studie wurde zuletzt mit der Prävalenz {kept} angesehen; jetzt wird sie mit der Prävalenz {now} gezeigt, wie die Einstellungen sagen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <source>Threshold of the operating point</source>
            <translation>Schwelle des Arbeitspunkts</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <source>Threshold or target, written</source>
            <translation>Schwelle oder Ziel, geschrieben</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Thresholds were set on validation; the figures are those on test.</source>
            <translation>Die Schwellen wurden auf der Validierung gesetzt; die Zahlen sind die vom Test.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Thresholds were set on validation; the figures are those on validation.</source>
            <translation>Die Schwellen wurden auf der Validierung gesetzt; die Zahlen sind die von der Validierung.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/window.py" />
            <source>Time for a break</source>
            <translation>Zeit für eine Pause</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Title (readers see it)</source>
            <translation>Titel (Befunder sehen ihn)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/row.py" />
            <source>To review</source>
            <translation>Zu beurteilen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Tools</source>
            <translation>Werkzeuge</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Tries each in this order and takes the first that passes the model's self-test.</source>
            <translation>Versucht alle in dieser Reihenfolge und nimmt das Erste, das den Selbsttest des Modells besteht.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Truth</source>
            <translation>Wahrheit</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>Try with drawn sample images</source>
            <translation>Mit gezeichneten Beispielbildern ausprobieren</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/side_dialogs.py" />
            <source>Trying what this computer can run the network on</source>
            <translation>Es wird versucht, worauf dieser Rechner das Netz ausführen kann</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Two sessions: all unaided, later all aided</source>
            <translation>Zwei Sitzungen: alle ohne Hilfe, später alle mit</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>Two to four images side by side: the selected ones, or a lesion's</source>
            <translation>Zwei bis vier Bilder nebeneinander: die gewählten, oder die einer Läsion</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>U&amp;ngroup lesion</source>
            <translation>Läsion a&amp;uflösen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Unaided, then aided: each image twice in a row</source>
            <translation>Ohne, dann mit Hilfe: jedes Bild zweimal hintereinander</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Unaided: readers alone</source>
            <translation>Ohne Hilfe: Befunder allein</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/row.py" />
            <source>Uncertain</source>
            <translation>Unsicher</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/widgets/message_bar.py" />
            <source>Undo</source>
            <translation>Rückgängig</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/grid_view.py" />
            <location filename="../../desktop/gui/session/row.py" />
            <location filename="../../desktop/gui/table/layout.py" />
            <source>Unfamiliar</source>
            <translation>Fremdartig</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/controller.py" />
            <location filename="../../desktop/gui/image/panel.py" />
            <source>Unfamiliar image: no diagnosis named</source>
            <translation>Fremdartiges Bild: keine Diagnose genannt</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Unfamiliarity</source>
            <translation>Fremdartigkeit</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/panel.py" />
            <source>Unfamiliarity {value}; flagged from {least}</source>
            <translation>Fremdartigkeit {value}; gekennzeichnet ab {least}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/studies.py" />
            <source>Unnamed study</source>
            <translation>Unbenannte Studie</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/studies.py" />
            <source>Unnamed study, {name}</source>
            <translation>Unbenannte Studie, {name}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/studies.py" />
            <source>Unnamed study, {name}: {view}</source>
            <translation>Unbenannte Studie, {name}: {view}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>Versions</source>
            <translation>Versionen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/controller.py" />
            <source>Wait for the run to end, or cancel it, before making a reading.</source>
            <translation>Warten Sie das Ende des Laufs ab, oder brechen Sie ihn ab, bevor Sie eine Befundung erstellen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/models.py" />
            <source>Wait for the run to end, or cancel it, before opening another model.</source>
            <translation>Warten Sie das Ende des Laufs ab, oder brechen Sie ihn ab, bevor Sie ein anderes Modell öffnen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>Washout</source>
            <translation>Auswaschzeit</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>Web page (*.html)</source>
            <translation>Webseite (*.html)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/dialog.py" />
            <source>What</source>
            <translation>Was</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>What is expected of the threshold does not hold here.</source>
            <translation>Was von der Schwelle zu erwarten ist, gilt hier nicht.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>What is expected of the threshold is of all sources together.</source>
            <translation>Was von der Schwelle zu erwarten ist, gilt für alle Quellen zusammen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>What is in the table stays. Dropping the same folder again goes on from here.</source>
            <translation>Was in der Tabelle steht, bleibt. Wird derselbe Ordner noch einmal abgelegt, geht es von hier weiter.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>What it answers</source>
            <translation>Was es beantwortet</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>What it learned from</source>
            <translation>Woraus es gelernt hat</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/model_panel.py" />
            <source>What speaks for {name}: yellow the most, clear nothing</source>
            <translation>Was für {name} spricht: gelb am meisten, durchsichtig nichts</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/panel.py" />
            <source>What the model says of the image</source>
            <translation>Was das Modell zu dem Bild sagt</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>What this threshold gives there was not measured.</source>
            <translation>Was diese Schwelle dort ergibt, wurde nicht gemessen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>What to do: excise, follow, leave</source>
            <translation>Was tun: exzidieren, kontrollieren, belassen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>What to look at twice, and why an image failed</source>
            <translation>Was zweimal anzusehen ist, und warum ein Bild fehlschlug</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/controller.py" />
            <source>What was copied stays.</source>
            <translation>Was kopiert wurde, bleibt.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>What was said of this image, act by act</source>
            <translation>Was über dieses Bild gesagt wurde, Schritt für Schritt</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/answer_panel.py" />
            <source>What would you do? (Ctrl+E, Ctrl+F, Ctrl+L)</source>
            <translation>Was würden Sie tun? (Strg+E, Strg+F, Strg+L)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/image_view.py" />
            <source>Wheel, + and - zoom; drag and arrow keys move; Z shows single pixels or all; F full screen</source>
            <translation>Mausrad, + und - vergrößern und verkleinern; Ziehen und Pfeiltasten verschieben; Z zeigt einzelne Pixel oder alles; F Vollbild</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>When it refers</source>
            <translation>Wann es überweist</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/dialog.py" />
            <source>Where a person named a diagnosis, sort by that</source>
            <translation>Wo eine Person eine Diagnose genannt hat, danach ordnen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>Where the image speaks for a class: from blue (little) to yellow (most, for this image)</source>
            <translation>Wo das Bild für eine Klasse spricht: von Blau (wenig) bis Gelb (am meisten, für dieses Bild)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Whether the answer is among the least sure, that you want to look at yourself</source>
            <translation>Ob die Antwort zu den unsichersten gehört, die Sie selbst ansehen möchten</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Whether the model names the known diagnosis</source>
            <translation>Ob das Modell die bekannte Diagnose nennt</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Whether the model names your diagnosis</source>
            <translation>Ob das Modell Ihre Diagnose nennt</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Whether the score that decides reaches its threshold</source>
            <translation>Ob der entscheidende Score seine Schwelle erreicht</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/dialog.py" />
            <source>Which images</source>
            <translation>Welche Bilder</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>Window</source>
            <translation>Fenster</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/page.py" />
            <source>With the model's answer</source>
            <translation>Mit der Antwort des Modells</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/page.py" />
            <source>With the model's answer. Yours was {name}; answer again, whether it changes or not.</source>
            <translation>Mit der Antwort des Modells. Ihre war {name}; antworten Sie noch einmal, ob sie sich ändert oder nicht.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/page.py" />
            <source>Without the model: your own answer</source>
            <translation>Ohne das Modell: Ihre eigene Antwort</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/controller.py" />
            <source>Writing the report</source>
            <translation>Bericht wird geschrieben</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <location filename="../../desktop/gui/table/layout.py" />
            <source>Yes</source>
            <translation>Ja</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>You answer all images by yourself. After a pause of days you answer them again, with a model's answer beside each.</source>
            <translation>Sie beantworten alle Bilder allein. Nach einer Pause von Tagen beantworten Sie sie noch einmal, jeweils mit der Antwort eines Modells daneben.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>You answer by yourself.</source>
            <translation>Sie antworten allein.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>You answer by yourself; that answer is kept for good, the model's is shown, and you answer again.</source>
            <translation>Sie antworten allein; diese Antwort bleibt endgültig, die des Modells wird gezeigt, und Sie antworten noch einmal.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>You see a model's answer beside each image.</source>
            <translation>Sie sehen neben jedem Bild die Antwort eines Modells.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Your confidence, 1 a guess to 5 certain</source>
            <translation>Ihre Sicherheit, von 1 (geraten) bis 5 (sicher)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Your confidence: 1 a guess, 5 certain (Alt+1 to Alt+5, Alt+0 takes it back)</source>
            <translation>Ihre Sicherheit: 1 geraten, 5 sicher (Alt+1 bis Alt+5, Alt+0 nimmt sie zurück)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Your diagnosis, and ✓ where the image is settled</source>
            <translation>Ihre Diagnose, und ✓ wo das Bild abschließend beurteilt ist</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Your diagnosis: {name}</source>
            <translation>Ihre Diagnose: {name}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>Your name or a pseudonym</source>
            <translation>Ihr Name oder ein Pseudonym</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Your note</source>
            <translation>Ihre Notiz</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>Your prevalence: uniform.</source>
            <translation>Ihre Prävalenz: gleichverteilt.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_bar.py" />
            <source>Your prevalence: {share:.2g} {what}.</source>
            <translation>Ihre Prävalenz: {share:.2g} {what}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <location filename="../../desktop/gui/review/agreement_dialog.py" />
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Your review</source>
            <translation>Ihre Beurteilung</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/reviews.py" />
            <source>Your review is not on the disk yet and is tried again every few seconds: {why}</source>
            <translation>Ihre Beurteilung ist noch nicht auf der Festplatte und wird alle paar Sekunden erneut versucht: {why}</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>Your review of {n:,} images</source>
            <extracomment>of one: Your review of {n:,} image</extracomment>
            <translation>
                <numerusform>Ihre Beurteilung von {n:,} Bild</numerusform>
                <numerusform>Ihre Beurteilung von {n:,} Bildern</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/prevalence_page.py" />
            <source>Your share</source>
            <translation>Ihr Anteil</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/row.py" />
            <location filename="../../desktop/gui/table/cells.py" />
            <source>Yourself</source>
            <translation>Selbst</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>Z in the image</source>
            <translation>Z im Bild</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>an answer cannot be changed afterwards</source>
            <translation>eine Antwort lässt sich danach nicht ändern</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <source>at least {threshold}</source>
            <translation>mindestens {threshold}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>can be used</source>
            <translation>kann benutzt werden</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <source>cancelled; Continue, or drop the same folder again, to go on</source>
            <translation>abgebrochen; mit „Fortfahren“ geht es weiter, oder wenn derselbe Ordner noch einmal abgelegt wird</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/answer_panel.py" />
            <source>certain</source>
            <translation>sicher</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>copy one cell</source>
            <translation>eine Zelle kopieren</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>copy the selected rows</source>
            <translation>die gewählten Zeilen kopieren</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>enlarge, shrink, single pixels or all of it</source>
            <translation>vergrößern, verkleinern, einzelne Pixel oder alles</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/grid_view.py" />
            <source>failed</source>
            <translation>fehlgeschlagen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>fingerprint {mark}</source>
            <translation>Fingerabdruck {mark}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>from one part of the window to the next</source>
            <translation>von einem Teil des Fensters zum nächsten</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>heat map over the image, beside it, none</source>
            <translation>Heatmap über dem Bild, daneben, keine</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>how sure you are; Alt+0 takes it back</source>
            <translation>wie sicher Sie sind; Alt+0 nimmt es zurück</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>images</source>
            <translation>Bilder</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/runs_on.py" />
            <source>it did not pass the start or the self-test with this model</source>
            <translation>es hat den Start oder den Selbsttest mit diesem Modell nicht bestanden</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/runs_on.py" />
            <source>it did not start</source>
            <translation>es ist nicht gestartet</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/keys.py" />
            <source>keys 1 to {last}</source>
            <translation>Tasten 1 bis {last}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/keys.py" />
            <source>keys 1 to {last}, then the letters before the answers</source>
            <translation>Tasten 1 bis {last}, dann die Buchstaben vor den Antworten</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/prevalence.py" />
            <source>leave the option out</source>
            <translation>lassen Sie die Option weg</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/columns.py" />
            <source>lesion {name}</source>
            <translation>Läsion {name}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/scale.py" />
            <source>little</source>
            <translation>wenig</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>malignant</source>
            <translation>bösartig</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/scale.py" />
            <source>most</source>
            <translation>am meisten</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>move it</source>
            <translation>es verschieben</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>no image</source>
            <translation>kein Bild</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/handover_bar.py" />
            <source>none</source>
            <translation>keine</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/handover_bar.py" />
            <source>none; all answers are right in {right}</source>
            <translation>keine; alle Antworten sind in {right} richtig</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/handover_bar.py" />
            <source>none; right in {right}</source>
            <translation>keine; richtig: {right}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/worker.py" />
            <source>not copied: {which}</source>
            <translation>nicht kopiert: {which}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/worker.py" />
            <source>not copied: {which} and {more:,} more</source>
            <translation>nicht kopiert: {which} und {more:,} weitere</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>not measured</source>
            <translation>nicht gemessen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>not named</source>
            <translation>nicht benannt</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>once</source>
            <translation>einmal</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>other, not assessable, no lesion</source>
            <translation>andere, nicht beurteilbar, keine Läsion</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>refers where</source>
            <translation>überweist, wo</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/prevalence.py" />
            <source>reset it</source>
            <translation>setzen Sie sie zurück</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/columns.py" />
            <source>reviewed</source>
            <translation>beurteilt</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>reviewed or not</source>
            <translation>beurteilt oder nicht</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>reviewed, and on to the next that is to review; on a button, presses it</source>
            <translation>beurteilt und weiter zum nächsten, das zu beurteilen ist; auf einem Knopf drückt es ihn</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>sensitivity</source>
            <translation>Sensitivität</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <source>sensitivity {sensitivity}   specificity {specificity}</source>
            <translation>Sensitivität {sensitivity}   Spezifität {specificity}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>specificity</source>
            <translation>Spezifität</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>take your diagnosis back</source>
            <translation>Ihre Diagnose zurücknehmen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>test</source>
            <translation>Test</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>the first and the last image</source>
            <translation>das erste und das letzte Bild</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/handover_bar.py" />
            <source>the least sure {share}, here {here:,} of {answered:,}; the rest is right in {right}</source>
            <translation>die unsichersten {share}, hier {here:,} von {answered:,}; der Rest ist in {right} richtig</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <source>the model file holds no figures
for this threshold</source>
            <translation>die Modelldatei enthält keine Zahlen
für diese Schwelle</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>the next image or the one before</source>
            <translation>das nächste oder das vorige Bild</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/prevalence.py" />
            <source>the prevalence</source>
            <translation>die Prävalenz</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>the whole frame squashed to {side} x {side} pixels</source>
            <translation>das ganze Bild auf {side} x {side} Pixel gestaucht</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>to</source>
            <translation>bis</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <source>under 1 s</source>
            <translation>unter 1 s</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/answer_panel.py" />
            <source>unsure</source>
            <translation>unsicher</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>validation</source>
            <translation>Validierung</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>what can be done with the row</source>
            <translation>was sich mit der Zeile tun lässt</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>write a note; Enter goes on, Esc back to the images</source>
            <translation>eine Notiz schreiben; Enter geht weiter, Esc zurück zu den Bildern</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/controller.py" />
            <location filename="../../desktop/gui/results/grid_view.py" />
            <source>you: {said}</source>
            <translation>Sie: {said}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/keys_dialog.py" />
            <source>your diagnosis, in the order of the buttons</source>
            <translation>Ihre Diagnose, in der Reihenfolge der Knöpfe</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/grid_view.py" />
            <source>yourself</source>
            <translation>selbst</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/window.py" />
            <source>{answered} of {steps} answers are given, and all of them are kept.</source>
            <translation>{answered} von {steps} Antworten sind gegeben, und alle sind gesichert.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <source>{classified:,} classified, {failed:,} failed</source>
            <translation>{classified:,} klassifiziert, {failed:,} fehlgeschlagen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>{data}: {images:,} images of {lesions:,} lesions</source>
            <translation>{data}: {images:,} Bilder von {lesions:,} Läsionen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/pace.py" />
            <source>{done:,} of {total:,}</source>
            <translation>{done:,} von {total:,}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/pace.py" />
            <source>{done:,} of {total:,} so far</source>
            <translation>{done:,} von {total:,} bis jetzt</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/page.py" />
            <source>{done}, session {session} of {sessions}</source>
            <translation>{done}, Sitzung {session} von {sessions}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <source>{figures}, the point {name}</source>
            <translation>{figures}, der Punkt {name}</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/reading/new_dialog.py" />
            <source>{first} and {n:,} more</source>
            <extracomment>of one: {first} and {n:,} more</extracomment>
            <translation>
                <numerusform>{first} und {n:,} weiteres</numerusform>
                <numerusform>{first} und {n:,} weitere</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/pace.py" />
            <source>{hours} h {minutes:02d} min</source>
            <translation>{hours} h {minutes:02d} min</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <source>{how}; then Enter</source>
            <translation>{how}; dann Enter</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/side_dialogs.py" />
            <source>{images:,} images are of {lesions:,} lesions now.</source>
            <translation>{images:,} Bilder gehören jetzt zu {lesions:,} Läsionen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>{images:,} images of {count:,} lesions, {several:,} of them with several images; the largest is {example} with {size:,}.</source>
            <translation>{images:,} Bilder von {count:,} Läsionen, {several:,} davon mit mehreren Bildern; die größte ist {example} mit {size:,}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>{images:,} images of {count:,} patients, {several:,} of them with several images; the largest is {example} with {size:,}.</source>
            <translation>{images:,} Bilder von {count:,} Patienten, {several:,} davon mit mehreren Bildern; am meisten hat {example} mit {size:,}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/controller.py" />
            <source>{images} images, {with_truth} with truth, are in {target}. {notes}</source>
            <translation>{images} Bilder, {with_truth} mit Wahrheit, sind in {target}. {notes}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/side_dialogs.py" />
            <source>{images} of {patients} now. A click on the title Patient puts them together; {key} shows those of one.</source>
            <translation>Jetzt {images} von {patients}. Ein Klick auf den Titel Patient stellt sie zusammen; {key} zeigt die eines Patienten.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>{images} with a known diagnosis of {lesions}.</source>
            <translation>{images} mit einer bekannten Diagnose, von {lesions}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>{images} with a known diagnosis.</source>
            <translation>{images} mit einer bekannten Diagnose.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>{images} with your diagnosis of {lesions}.</source>
            <translation>{images} mit Ihrer Diagnose, von {lesions}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>{images} with your diagnosis.</source>
            <translation>{images} mit Ihrer Diagnose.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>{keys} choose one</source>
            <translation>{keys} wählen eine Antwort</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>{key}</source>
            <translation>{key}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/runs_on.py" />
            <source>{label} was asked for by name.</source>
            <translation>{label} wurde ausdrücklich verlangt.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/moved.py" />
            <source>{lost:,} of {total:,} images are not where they were: their answers and reviews are kept, and there is no picture of them.</source>
            <translation>{lost:,} von {total:,} Bildern sind nicht mehr an ihrem Ort: ihre Antworten und Beurteilungen bleiben erhalten, und ein Bild von ihnen gibt es nicht.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/page.py" />
            <source>{method}; flagged at the {threshold}</source>
            <translation>{method}; gekennzeichnet ab: {threshold}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/pace.py" />
            <source>{minutes} min {seconds:02d} s</source>
            <translation>{minutes} min {seconds:02d} s</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <location filename="../../desktop/gui/review/controller.py" />
            <location filename="../../desktop/gui/shell/side_dialogs.py" />
            <source>{n:,} images</source>
            <extracomment>of one: {n:,} image</extracomment>
            <translation>
                <numerusform>{n:,} Bild</numerusform>
                <numerusform>{n:,} Bilder</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/session/worker.py" />
            <source>{n:,} images are classified again: changed since, or not readable then.</source>
            <extracomment>of one: {n:,} image is classified again: changed since, or not readable then.</extracomment>
            <translation>
                <numerusform>{n:,} Bild wird erneut klassifiziert: seitdem geändert, oder damals nicht lesbar.</numerusform>
                <numerusform>{n:,} Bilder werden erneut klassifiziert: seitdem geändert, oder damals nicht lesbar.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/export/worker.py" />
            <source>{n:,} images copied to {target}</source>
            <extracomment>of one: {n:,} image copied to {target}</extracomment>
            <translation>
                <numerusform>{n:,} Bild kopiert nach {target}</numerusform>
                <numerusform>{n:,} Bilder kopiert nach {target}</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/session/worker.py" />
            <source>{n:,} images of the study moved here; answers and reviews are theirs still.</source>
            <extracomment>of one: {n:,} image of the study moved here; answers and reviews are theirs still.</extracomment>
            <translation>
                <numerusform>{n:,} Bild der Studie ist hierher umgezogen; Antwort und Beurteilung gehören weiter dazu.</numerusform>
                <numerusform>{n:,} Bilder der Studie sind hierher umgezogen; Antworten und Beurteilungen gehören weiter dazu.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/results/removing.py" />
            <source>{n:,} images removed from the study. The files and your review are kept.</source>
            <extracomment>of one: {n:,} image removed from the study. The file and your review are kept.</extracomment>
            <translation>
                <numerusform>{n:,} Bild aus der Studie entfernt. Die Datei und Ihre Beurteilung bleiben erhalten.</numerusform>
                <numerusform>{n:,} Bilder aus der Studie entfernt. Die Dateien und Ihre Beurteilung bleiben erhalten.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>{n:,} images wait for a model. Open one, or drop its .onnx file here.</source>
            <extracomment>of one: {n:,} image waits for a model. Open one, or drop its .onnx file here.</extracomment>
            <translation>
                <numerusform>{n:,} Bild wartet auf ein Modell. Öffnen Sie eines, oder legen Sie seine .onnx-Datei hier ab.</numerusform>
                <numerusform>{n:,} Bilder warten auf ein Modell. Öffnen Sie eines, oder legen Sie seine .onnx-Datei hier ab.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/shell/moved.py" />
            <source>{n:,} images were found beside the study, which moved with them.</source>
            <extracomment>of one: {n:,} image was found beside the study, which moved with them.</extracomment>
            <translation>
                <numerusform>{n:,} Bild wurde neben der Studie gefunden, die mit ihm umgezogen ist.</numerusform>
                <numerusform>{n:,} Bilder wurden neben der Studie gefunden, die mit ihnen umgezogen ist.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/shell/moved.py" />
            <source>{n:,} images were found in {folder}.</source>
            <extracomment>of one: {n:,} image was found in {folder}.</extracomment>
            <translation>
                <numerusform>{n:,} Bild wurde in {folder} gefunden.</numerusform>
                <numerusform>{n:,} Bilder wurden in {folder} gefunden.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/export/worker.py" />
            <source>{n:,} images without a diagnosis left out</source>
            <extracomment>of one: {n:,} image without a diagnosis left out</extracomment>
            <translation>
                <numerusform>{n:,} Bild ohne Diagnose ausgelassen</numerusform>
                <numerusform>{n:,} Bilder ohne Diagnose ausgelassen</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>{n:,} lesions</source>
            <extracomment>of one: {n:,} lesion</extracomment>
            <translation>
                <numerusform>{n:,} Läsion</numerusform>
                <numerusform>{n:,} Läsionen</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/shell/side_dialogs.py" />
            <source>{n:,} patients</source>
            <extracomment>of one: {n:,} patient</extracomment>
            <translation>
                <numerusform>{n:,} Patient</numerusform>
                <numerusform>{n:,} Patienten</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/export/worker.py" />
            <source>{n:,} rows saved to {target}</source>
            <extracomment>of one: {n:,} row saved to {target}</extracomment>
            <translation>
                <numerusform>{n:,} Zeile gespeichert in {target}</numerusform>
                <numerusform>{n:,} Zeilen gespeichert in {target}</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>{n:,} that could not be read</source>
            <extracomment>of one: {n:,} that could not be read</extracomment>
            <translation>
                <numerusform>{n:,}, das nicht gelesen werden konnte</numerusform>
                <numerusform>{n:,}, die nicht gelesen werden konnten</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/shell/moved.py" />
            <source>{n:,} were found. </source>
            <extracomment>of one: {n:,} was found. </extracomment>
            <translation>
                <numerusform>{n:,} wurde gefunden. </numerusform>
                <numerusform>{n:,} wurden gefunden. </numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/review/agreement_page.py" />
            <source>{n:,} with a diagnosis that this model has no class for</source>
            <extracomment>of one: {n:,} with a diagnosis that this model has no class for</extracomment>
            <translation>
                <numerusform>{n:,} mit einer Diagnose, für die dieses Modell keine Klasse hat</numerusform>
                <numerusform>{n:,} mit einer Diagnose, für die dieses Modell keine Klasse hat</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/probability_bars.py" />
            <location filename="../../desktop/gui/terms/prevalence_page.py" />
            <source>{name}  (malignant)</source>
            <translation>{name}  (bösartig)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/known_diagnoses.py" />
            <source>{name} has a diagnosis for {known:,} of {total:,} images.</source>
            <translation>{name} hat eine Diagnose für {known:,} von {total:,} Bildern.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/operating_bar.py" />
            <location filename="../../desktop/gui/table/cells.py" />
            <source>{name} score</source>
            <translation>Score: {name}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/controller.py" />
            <source>{name} {share}, malignant {malignant}</source>
            <translation>{name} {share}, bösartig {malignant}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>{name}, as the model says.</source>
            <translation>{name}, wie das Modell sagt.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/controller.py" />
            <source>{name}, {counted} together: {answer}</source>
            <translation>{name}, {counted} zusammen: {answer}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/controller.py" />
            <source>{name}, {counted}: none of them can be counted, so there is no joint score.</source>
            <translation>{name}, {counted}: keines davon zählt, also gibt es keinen gemeinsamen Score.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>{name}; the model names none.</source>
            <translation>{name}; das Modell nennt keine.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>{name}; the model: {model}.</source>
            <translation>{name}; das Modell: {model}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/empty_state.py" />
            <source>{notice}. Images stay on this computer and are never changed.</source>
            <translation>{notice}. Bilder bleiben auf diesem Rechner und werden nie verändert.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/sort_menu.py" />
            <source>{number}  {title}</source>
            <translation>{number}  {title}</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/reading/pages.py" />
            <source>{n} images in random order, with a break after every {length}.</source>
            <extracomment>of one: {n} image in random order, with a break after every {length}.</extracomment>
            <translation>
                <numerusform>{n} Bild in zufälliger Reihenfolge, mit einer Pause nach je {length}.</numerusform>
                <numerusform>{n} Bilder in zufälliger Reihenfolge, mit einer Pause nach je {length}.</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/widgets/opening.py" />
            <source>{path} cannot be opened; it may have been moved, or the system has no program for it.</source>
            <translation>{path} kann nicht geöffnet werden; vielleicht wurde es verschoben, oder das System hat kein Programm dafür.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/relinking.py" />
            <location filename="../../desktop/gui/session/worker.py" />
            <source>{path} cannot be searched: {why}</source>
            <translation>{path} kann nicht durchsucht werden: {why}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/widgets/opening.py" />
            <source>{path} cannot be shown; it may have been moved, or its drive taken away.</source>
            <translation>{path} kann nicht gezeigt werden; vielleicht wurde es verschoben, oder sein Laufwerk entfernt.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/session.py" />
            <source>{path} cannot be written: it can be looked at, and what you change is not kept unless you save the study under another name.</source>
            <translation>{path} kann nicht beschrieben werden: Ansehen geht, und was Sie ändern, bleibt nur, wenn Sie die Studie unter einem anderen Namen speichern.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/known_diagnoses.py" />
            <source>{path} speaks of none of these images: it calls them by names such as '{example}'.</source>
            <translation>{path} spricht von keinem dieser Bilder: dort heißen sie etwa '{example}'.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/models.py" />
            <source>{path}, the model opened last, is not there any more. The embedded model is open instead.</source>
            <translation>{path}, das zuletzt geöffnete Modell, ist nicht mehr da. Stattdessen ist das eingebaute Modell offen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/controller.py" />
            <source>{place}.  {several}Enter reviewed and next, R reviewed, N note, H heat map, Z single pixels, Esc back</source>
            <translation>{place}.  {several}Enter beurteilt und weiter, R beurteilt, N Notiz, H Heatmap, Z einzelne Pixel, Esc zurück</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/prevalence.py" />
            <source>{problem}. The numbers shown are the model's own.</source>
            <translation>{problem}. Die gezeigten Zahlen sind die eigenen des Modells.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/window.py" />
            <source>{progress} Save your answers as a file if you read for somebody else.</source>
            <translation>{progress} Speichern Sie Ihre Antworten als Datei, wenn Sie für jemand anderen befunden.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/window.py" />
            <source>{progress} The clock stands. You go on at the same image.</source>
            <translation>{progress} Die Uhr steht. Sie machen bei demselben Bild weiter.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/window.py" />
            <source>{progress} The second begins on {when}.</source>
            <translation>{progress} Die zweite beginnt am {when}.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>{provider}  (not on this computer)</source>
            <translation>{provider}  (nicht auf diesem Rechner)</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/progress_strip.py" />
            <source>{ran:,} of them now, in {seconds}</source>
            <translation>{ran:,} davon jetzt, in {seconds}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/pace.py" />
            <source>{rate} images/s</source>
            <translation>{rate} Bilder/s</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/compare/controller.py" />
            <source>{row:,} of {rows:,}</source>
            <translation>{row:,} von {rows:,}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/reading/window.py" />
            <source>{rows} answers saved to {target}. Send that file to whoever leads the study.</source>
            <translation>{rows} Antworten gespeichert in {target}. Senden Sie diese Datei an die Leitung der Studie.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/dialog.py" />
            <source>{scope}  ({count:,})</source>
            <translation>{scope}  ({count:,})</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/pace.py" />
            <source>{seconds} s</source>
            <translation>{seconds} s</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/controller.py" />
            <source>{sentence}.{so_far}</source>
            <translation>{sentence}.{so_far}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/terms/handover_bar.py" />
            <source>{share}, here {here:,} of {answered:,}; the rest right in {right}</source>
            <translation>{share}, hier {here:,} von {answered:,}; der Rest richtig: {right}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/page.py" />
            <source>{shown:,} of {total:,} shown</source>
            <translation>{shown:,} von {total:,} gezeigt</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/preview.py" />
            <source>{size}, changed {changed:%Y-%m-%d %H:%M}</source>
            <translation>{size}, geändert {changed:%Y-%m-%d %H:%M}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/picture_export.py" />
            <source>{target} is the image itself, which is only read; choose another name.</source>
            <translation>{target} ist das Bild selbst, das nur gelesen wird; wählen Sie einen anderen Namen.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/runs_on.py" />
            <source>{text}  ·  as asked for</source>
            <translation>{text}  ·  wie verlangt</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/runs_on.py" />
            <source>{text}  ·  no accelerator: {short}</source>
            <translation>{text}  ·  keine Beschleunigung: {short}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/runs_on.py" />
            <source>{text}  ·  {rate} images/s</source>
            <translation>{text}  ·  {rate} Bilder/s</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/worker.py" />
            <source>{there:,} there already</source>
            <translation>schon da: {there:,}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/session/pace.py" />
            <source>{time} left</source>
            <translation>noch {time}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <source>{tip} ({key})</source>
            <translation>{tip} ({key})</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/panel.py" />
            <source>{title}, beside them the model's own</source>
            <translation>{title}, daneben die eigenen des Modells</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>{views} times</source>
            <translation>{views}-mal</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/heat_controls.py" />
            <source>{what} ({key})</source>
            <translation>{what} ({key})</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/widgets/task_strip.py" />
            <source>{what}: {done:,} of {total:,}</source>
            <translation>{what}: {done:,} von {total:,}</translation>
        </message>
        <message numerus="yes">
            <location filename="../../desktop/gui/results/filter_bar.py" />
            <source>{what}: {n:,} images</source>
            <extracomment>of one: {what}: {n:,} image</extracomment>
            <translation>
                <numerusform>{what}: {n:,} Bild</numerusform>
                <numerusform>{what}: {n:,} Bilder</numerusform>
            </translation>
        </message>
        <message>
            <location filename="../../desktop/gui/dialogs.py" />
            <source>{why}. Save the study under another name, or make room; it is then written at once.</source>
            <translation>{why}. Speichern Sie die Studie unter einem anderen Namen, oder schaffen Sie Platz; dann wird sofort geschrieben.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/models.py" />
            <source>{why}. The embedded model is opened instead.</source>
            <translation>{why}. Stattdessen wird das eingebaute Modell geöffnet.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/models.py" />
            <source>{why}. The model {path} is opened instead.</source>
            <translation>{why}. Stattdessen wird das Modell {path} geöffnet.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/image/panel.py" />
            <source>{width:,} × {height:,} pixels</source>
            <translation>{width:,} × {height:,} Pixel</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <location filename="../../desktop/gui/image/review_panel.py" />
            <source>{words}	{key}</source>
            <translation>{words}	{key}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/review/controller.py" />
            <source>{words}: {act}</source>
            <translation>{words}: {act}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/actions.py" />
            <location filename="../../desktop/gui/widgets/task_strip.py" />
            <source>{words}…</source>
            <translation>{words}…</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/settings_dialog.py" />
            <source>⚠ Cannot be used: {reason}. Choose another to save.</source>
            <translation>⚠ Kann nicht benutzt werden: {reason}. Wählen Sie etwas anderes, um zu speichern.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>⚠ No lesion is told for any of {count:,} images.</source>
            <translation>⚠ Für keines von {count:,} Bildern ist eine Läsion angegeben.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/shell/lesions_dialog.py" />
            <source>⚠ No patient is told for any of {count:,} images.</source>
            <translation>⚠ Für keines von {count:,} Bildern ist ein Patient angegeben.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/results/grid_view.py" />
            <source>⚠ Refer</source>
            <translation>⚠ Überweisen</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <source>⚠ not on the disk</source>
            <translation>⚠ nicht auf der Festplatte</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/dialog.py" />
            <source>⚠ {problem}. Choose another provider in the settings, or export the model again.</source>
            <translation>⚠ {problem}. Wählen Sie in den Einstellungen etwas anderes zum Rechnen, oder exportieren Sie das Modell neu.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/export/dialog.py" />
            <source>⚠ {text}</source>
            <translation>⚠ {text}</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/dialog.py" />
            <source>✓ Passed on {where}: the answers are exactly the expected ones.</source>
            <translation>✓ Bestanden auf {where}: die Antworten sind genau die erwarteten.</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/model/dialog.py" />
            <source>✓ Passed on {where}: the answers differ from the expected ones by {difference:.2g} at most, and {allowed:.2g} is allowed (logits).</source>
            <translation>✓ Bestanden auf {where}: die Antworten weichen um höchstens {difference:.2g} von den erwarteten ab, und {allowed:.2g} ist erlaubt (Logits).</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <location filename="../../desktop/gui/table/layout.py" />
            <source>✗ differs</source>
            <translation>✗ anders</translation>
        </message>
        <message>
            <location filename="../../desktop/gui/table/cells.py" />
            <location filename="../../desktop/gui/table/layout.py" />
            <source>✗ wrong</source>
            <translation>✗ falsch</translation>
        </message>
    </context>
</TS>
