"""Taking a figure away: files, citations and the pack, all from one ``Drawing``.

Nothing here asks the data or knows Streamlit; what is heavy is loaded when it is asked for.
"""

from dashboard.takeaway.chrome import PictureError, why_no_pictures
from dashboard.takeaway.chrome import close as close_browser
from dashboard.takeaway.cite import citation
from dashboard.takeaway.formats import FORMATS, SaveError, file, file_name, files, pack, save
from dashboard.takeaway.rows import stem, terms

__all__ = [
    "FORMATS", "PictureError", "SaveError", "citation", "close_browser", "file", "file_name",
    "files", "pack", "save", "stem", "terms", "why_no_pictures",
]  # fmt: skip
